#!/usr/bin/node
// SPDX-License-Identifier: MPL-2.0
// The main job from outside, in JavaScript: asks for help, waits for the price on billing's feed, accepts it.
// Killed at any moment and started again it goes on where it was: whatever it has to remember is in one file.
//
//   example.mjs PROFILE STATE_FILE ORGANISATION CONTACT [REQUESTS]
import { existsSync, readFileSync } from "node:fs";
import { Bus, Cursor, Id, Refused, replaceFile } from "./entraide.mjs";

const [profile, path, organisation, contact, count = "1"] = process.argv.slice(2);
const bus = Bus.open(profile);
// Each request with the ids of its commands, and the place in billing's feed.
const kept = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { requests: [], cursor: {}, seen: [] };
const save = () => replaceFile(path, JSON.stringify(kept));

/** Every request under the id it was given first: once, however often this is run. */
async function submit() {
    for (const request of kept.requests.filter((each) => !each.id)) {
        const taken = await bus.send("intake.request.submit", {
            source_ref: "example-" + request.command, organisation: Id.of(organisation), contact: Id.of(contact),
            text: "Nous cherchons de l'aide pour nos statuts.", needs: [{ service: "legal.advice" }],
        }, { id: Id.of(request.command), timeout: 60000 });
        request.id = String(taken.id);
        save();
        console.log("request", request.id);
    }
}

/** The plan with its price, by its first quote; a later one has another price and is another decision.
    Billing has told it; matcher answers once it has read that too. */
async function accept(request, { data: quote, seq }) {
    try {
        await bus.send("matcher.plan.decide", {
            plan: quote.plan, version: quote.version, quote: quote.id, decision: "accept",
            not_to_exceed_cents: quote.total_cents,
        }, { id: Id.of(request.decide), timeout: 60000, seen: [{ service: "billing", seq }] });
        request.outcome = "accepted";
    } catch (refusal) {
        if (!(refusal instanceof Refused)) throw refusal;
        request.outcome = `refused ${refusal.code}`;
    }
    console.log(request.outcome, request.id);
}

while (kept.requests.length < Number(count)) {
    kept.requests.push({ command: String(Id.make()), decide: String(Id.make()) });
}
save();
await submit();
const waiting = new Map(kept.requests.filter((each) => !each.outcome).map((each) => [each.id, each]));
if (waiting.size) {
    const feed = bus.follow("billing", new Cursor(kept.cursor), { types: ["billing.quote.issued"] });
    for await (const { event, cursor } of feed) {
        const request = waiting.get(String(event.data.request));
        if (request) {
            await accept(request, event);
            waiting.delete(request.id);
        }
        kept.seen.push(cursor.seq);
        kept.cursor = cursor;
        save(); // what was done and how far the feed is read: together
        if (!waiting.size) break;
    }
}
bus.close();
