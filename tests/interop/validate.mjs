// SPDX-License-Identifier: MPL-2.0
// Reads proto/asyncapi.yaml with the parser of the AsyncAPI project, and each example with ajv.
//   node validate.mjs FILE      prints {"problems": [...], "messages": N, "examples": N}
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import asyncapi from "@asyncapi/parser";
import yaml from "js-yaml";

const text = readFileSync(process.argv[2], "utf8");
const problems = [];

const { document, diagnostics } = await new asyncapi.Parser().parse(text);
for (const each of diagnostics) {
    if (each.severity === 0) problems.push(`${each.path.join(".")}: ${each.message}`);
}
if (!document) problems.push("the parser made no document of it");

// The schemas point into the document, so the whole of it is a schema with the pointers inside.
const tree = yaml.load(text);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat("int64", true);
ajv.addSchema({ $id: "contract", components: tree.components });
let examples = 0;
for (const [name, message] of Object.entries(tree.components.messages)) {
    const check = ajv.compile({ $ref: `contract#/components/messages/${name}/payload` });
    for (const example of message.examples) {
        examples++;
        if (!check(example.payload)) problems.push(`${name}: ${ajv.errorsText(check.errors)}`);
    }
    // A schema that takes anything proves nothing: without its type no message may pass.
    const wrong = { ...message.examples[0].payload, type: "x", status: 5 };
    if (check(wrong)) problems.push(`${name}: its schema takes a wrong message`);
}
console.log(JSON.stringify({ problems, messages: document ? document.messages().length : 0, examples }));
