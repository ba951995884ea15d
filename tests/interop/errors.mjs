// SPDX-License-Identifier: MPL-2.0
// Everything that can be answered other than done, as the client in Node tells it; one line each.
//   node errors.mjs PROFILE NARROW_PROFILE ORGANISATION CONTACT    (beside entraide.mjs)
import { Bus, Cursor, Id } from "./entraide.mjs";

const [profile, narrowProfile, organisation, contact] = process.argv.slice(2);
const bus = Bus.open(profile), narrow = Bus.open(narrowProfile);
const form = { source_ref: String(Id.make()), organisation: Id.of(organisation), contact: Id.of(contact),
               needs: [{ service: "legal.advice" }] };
const id = Id.make();

async function tell(act) {
    try {
        console.log("done", (await act()) ?? "");
    } catch (error) {
        console.log(error.constructor.name, error.code ?? error.reason ?? "", error.path ?? "");
    }
}

const taken = await bus.send("intake.request.submit", form, { id });
await tell(async () => String((await bus.send("intake.request.submit", form, { id })).id) === String(taken.id));
await tell(() => bus.send("intake.request.submit", { ...form, source_ref: "other" }, { id }));
await tell(() => bus.send("intake.request.submit", form));
await tell(() => bus.send("intake.request.submit", { ...form, needs: [] }));
await tell(() => bus.send("intake.request.get", { id: Id.make() }));
await tell(() => bus.send("matcher.plan.decide", { plan: Id.make(), version: 1, quote: Id.make(), decision: "accept" }));
await tell(() => narrow.send("intake.request.submit", form));
await tell(async () => (await bus.resolve("intake", id)).status);
await tell(async () => await bus.resolve("intake", Id.make()));
await tell(async () => {
    for await (const _ of bus.follow("intake", new Cursor({ epoch: 1, seq: 1, chain: "01".repeat(32) }))) break;
});
bus.services.nowhere = [["tcp://127.0.0.1:1"], bus.services.intake[1]];
await tell(() => bus.send("status.get", {}, { service: "nowhere", timeout: 100 }));
bus.close();
narrow.close();
