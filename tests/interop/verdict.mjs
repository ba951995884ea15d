// SPDX-License-Identifier: MPL-2.0
// What a service says of the bytes of a message, decided from proto/asyncapi.yaml alone: each line of the
// named files of vectors is judged, and what differs from its verdict is printed.
//   node verdict.mjs ASYNCAPI VECTORS...      prints {"count": N, "problems": [...]}
import { readFileSync } from "node:fs";
import yaml from "js-yaml";

const SIZE_MAX = 262144, DEPTH_MAX = 8, ELEMENT_MAX = 10000;
const PLAIN = /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$/, MAP_KEY = /^[A-Za-z0-9._-]{1,64}$/;
const INT64_MIN = -(2n ** 63n), INT64_MAX = 2n ** 63n - 1n;

class Refused extends Error {
    constructor(error, path = "") {
        super(error);
        this.error = error;
        this.path = path;
    }
}

const need = (condition, error, path = "") => {
    if (!condition) throw new Refused(error, path);
};

// ---- the bytes: checked and read in one pass; a map becomes an object of class Pairs ----

class Pairs extends Array {}

// Head -> [what it is, bytes of its size or value, largest size that a shorter form holds].
const HEADS = { 0xc0: ["plain", 0], 0xc2: ["plain", 0], 0xc3: ["plain", 0],
    0xc4: ["bytes", 1, -1], 0xc5: ["bytes", 2, 0xff], 0xc6: ["bytes", 4, 0xffff],
    0xcc: ["unsigned", 1], 0xcd: ["unsigned", 2], 0xce: ["unsigned", 4], 0xcf: ["unsigned", 8],
    0xd0: ["signed", 1], 0xd1: ["signed", 2], 0xd2: ["signed", 4], 0xd3: ["signed", 8],
    0xd9: ["text", 1, 31], 0xda: ["text", 2, 0xff], 0xdb: ["text", 4, 0xffff],
    0xdc: ["array", 2, 15], 0xdd: ["array", 4, 0xffff], 0xde: ["map", 2, 15], 0xdf: ["map", 4, 0xffff] };

class Reader {
    constructor(frame) {
        need(frame.length <= SIZE_MAX, "E_FRAME_SIZE");
        Object.assign(this, { frame, at: 0, elements: 0, utf8: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }) });
    }

    whole() {
        const value = this.value(0, false);
        need(this.at === this.frame.length, "E_FRAME_TRAILING");
        return value;
    }

    take(size) {
        need(this.frame.length - this.at >= size, "E_FRAME");
        this.at += size;
        return this.frame.subarray(this.at - size, this.at);
    }

    value(depth, isKey) {
        const head = this.take(1)[0];
        need(!isKey || (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb), "E_FRAME");
        if (head < 0x80) return BigInt(head);
        if (head >= 0xe0) return BigInt(head - 256);
        if (head < 0x90) return this.sized("map", head & 15, depth);
        if (head < 0xa0) return this.sized("array", head & 15, depth);
        if (head < 0xc0) return this.sized("text", head & 31, depth);
        need(head in HEADS, "E_FRAME_TYPE");
        const [shape, width, shorterMax] = HEADS[head];
        if (shape === "plain") return [null, undefined, false, true][head - 0xc0];
        const bits = this.take(width).reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
        if (shape === "unsigned" || shape === "signed") return this.number(shape, width, bits);
        need(bits > BigInt(shorterMax), "E_FRAME_MINIMAL");
        return this.sized(shape, Number(bits), depth);
    }

    number(shape, width, bits) {
        const half = 2n ** BigInt(4 * width), number = shape === "signed" ? BigInt.asIntN(8 * width, bits) : bits;
        const shortest = shape === "unsigned" ? number > (width === 1 ? 0x7fn : half - 1n)
                                              : number < (width === 1 ? -32n : -half / 2n);
        need(shortest, "E_FRAME_MINIMAL");
        return number;
    }

    sized(shape, size, depth) {
        if (shape === "bytes") return this.take(size);
        if (shape === "array") return this.children(Array, size, depth, () => this.value(depth + 1, false));
        if (shape === "map") {
            return this.children(Pairs, 2 * size, depth,
                                 () => [this.value(depth + 1, true), this.value(depth + 1, false)]);
        }
        const bytes = this.take(size);
        try {
            return this.utf8.decode(bytes);
        } catch {
            throw new Refused("E_FRAME_UTF8");
        }
    }

    children(kind, count, depth, next) {
        need(depth < DEPTH_MAX, "E_FRAME_DEPTH");
        need(count <= this.frame.length - this.at, "E_FRAME");
        need(count <= ELEMENT_MAX - this.elements, "E_FRAME_ELEMENTS");
        this.elements += count;
        const items = new kind();
        for (let i = kind === Pairs ? count / 2 : count; i > 0; i--) items.push(next());
        return items;
    }
}

// ---- the fields ----

const isText = (value) => typeof value === "string";
const isList = (value) => Array.isArray(value) && !(value instanceof Pairs);
const isBytes = (value) => value instanceof Uint8Array;
const isMap = (value) => value instanceof Pairs;
const RIGHT = { id: isBytes, bytes: isBytes, sealed: isBytes, text: isText, code: isText, lang: isText,
    date: isText, choice: isText, int: (value) => typeof value === "bigint",
    bool: (value) => typeof value === "boolean", map: isMap, nest: isMap, list: isList, ids: isList,
    texts: isList, raw: () => true };

function isDay(text) {
    const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    return parts !== null && parts[1] >= "1970" && new Date(text + "T00:00:00Z").toString() !== "Invalid Date" &&
        new Date(text + "T00:00:00Z").toISOString().startsWith(text);
}

function under(name, check) {
    try {
        check();
    } catch (refused) {
        const dot = refused.path && refused.path[0] !== "[" ? "." : "";
        throw refused instanceof Refused ? new Refused(refused.error, name + dot + refused.path) : refused;
    }
}

const within = (size, low, high, error) => need(size >= low && size <= high, error);

class Judge {
    constructor(text) {
        const { schemas, messages } = yaml.load(text).components;
        Object.assign(this, { schemas, messages });
    }

    judge(frame, isReply) {
        try {
            const pairs = new Reader(frame).whole();
            need(isMap(pairs), "E_FRAME");
            if (isReply) this.record(this.schemas.reply, pairs);
            else this.message(pairs);
        } catch (refused) {
            if (!(refused instanceof Refused)) throw refused;
            return [refused.error, refused.path];
        }
        return ["ok", ""];
    }

    message(pairs) {
        this.record(this.schemas.envelope, pairs);
        const envelope = Object.fromEntries(pairs), message = this.messages[envelope.type];
        need(message && message["x-class"], "E_TYPE", "type");
        const asks = ["command", "query"].includes(message["x-class"]);
        need(!asks || (envelope.id ?? []).some((byte) => byte), "E_FIELD_MISSING", "id");
        const data = Object.hasOwn(envelope, "data") ? envelope.data : new Pairs();
        under("data", () => this.record(this.schemas[message["x-record"]], data));
    }

    record(schema, pairs) {
        need(isMap(pairs), "E_FIELD_KIND");
        const fields = schema.properties ?? {}, required = schema.required ?? [], seen = new Set();
        for (const [key, value] of pairs) {
            if (!Object.hasOwn(fields, key)) continue;
            need(!seen.has(key), "E_FIELD_TWICE", key);
            seen.add(key);
            under(key, () => this.field(fields[key], value, required.includes(key)));
        }
        for (const name of required) need(seen.has(name), "E_FIELD_MISSING", name);
    }

    field(field, value, required) {
        const kind = field["x-kind"];
        need(RIGHT[kind](value), "E_FIELD_KIND");
        if (kind === "id") this.id(value, required);
        else if (kind === "int") {
            within(value, field.minimum === undefined ? INT64_MIN : BigInt(field.minimum),
                   field.maximum === undefined ? INT64_MAX : BigInt(field.maximum), "E_FIELD_RANGE");
        } else if (kind === "bytes" || kind === "sealed") {
            within(value.length, field["x-min"], field["x-max"], "E_FIELD_LENGTH");
        } else if (["text", "code", "lang"].includes(kind)) this.text(field, value);
        else if (kind === "date") need(isDay(value), "E_FIELD_FORMAT");
        else if (kind === "choice") need(field.enum.includes(value), "E_FIELD_CHOICE");
        else if (kind === "nest") this.record(this.schemaOf(field.allOf[0]), value);
        else if (kind === "map") this.map(field, value);
        else if (kind !== "bool" && kind !== "raw") this.items(field, value);
    }

    schemaOf(reference) {
        return this.schemas[reference.$ref.split("/").pop()];
    }

    id(value, required) {
        need(value.length === 16, "E_FIELD_LENGTH");
        need(!required || value.some((byte) => byte), "E_FIELD_MISSING");
    }

    text(field, value) {
        within(Buffer.byteLength(value), field["x-min"] ?? field.minLength ?? 0, field["x-max"] ?? field.maxLength,
               "E_FIELD_LENGTH");
        need(new RegExp(field.pattern).test(value), "E_FIELD_FORMAT");
    }

    map(field, pairs) {
        within(pairs.length, field.minProperties ?? 0, field.maxProperties, "E_FIELD_COUNT");
        const seen = new Set();
        for (const [key, value] of pairs) {
            need(MAP_KEY.test(key), "E_FIELD_FORMAT");
            need(isText(value), "E_FIELD_KIND", key);
            need(Buffer.byteLength(value) <= field.additionalProperties.maxLength, "E_FIELD_LENGTH", key);
            need(PLAIN.test(value), "E_FIELD_FORMAT", key);
            need(!seen.has(key), "E_FIELD_TWICE", key);
            seen.add(key);
        }
    }

    items(field, items) {
        within(items.length, field.minItems ?? 0, field.maxItems, "E_FIELD_COUNT");
        items.forEach((item, i) => under(`[${i}]`, () => this.item(field, item)));
    }

    item(field, item) {
        const kind = field["x-kind"];
        if (kind === "list") return this.record(this.schemaOf(field.items), item);
        need(kind === "ids" ? isBytes(item) : isText(item), "E_FIELD_KIND");
        if (kind === "ids") return this.id(item, true);
        need(Buffer.byteLength(item) <= field.items.maxLength, "E_FIELD_LENGTH");
        need(PLAIN.test(item), "E_FIELD_FORMAT");
    }
}

const [path, ...vectors] = process.argv.slice(2);
const judge = new Judge(readFileSync(path, "utf8"));
const problems = [];
let count = 0;
for (const file of vectors) {
    for (const line of readFileSync(file, "utf8").trim().split("\n")) {
        const row = JSON.parse(line);
        const frame = Buffer.from(row.hex + (row.fill ?? "").repeat(row.fill_count ?? 0), "hex");
        const [error, where] = judge.judge(frame, row.message === "reply");
        count++;
        if (error !== row.verdict || where !== (row.path ?? "")) {
            problems.push(`${row.name}: wanted ${row.verdict} at "${row.path ?? ""}", found ${error} at "${where}"`);
        }
    }
}
console.log(JSON.stringify({ count, problems }));
