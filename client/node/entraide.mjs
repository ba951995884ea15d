// SPDX-License-Identifier: MPL-2.0
// A client of the Entraide bus in one file: commands, queries, feeds. Needs npm zeromq and @msgpack/msgpack.
//
//   const bus = Bus.open("client.conf");
//   const taken = await bus.send("intake.request.submit", { source_ref: "D-118", organisation: Id.of("01..."), ... });
//   for await (const { event, cursor } of bus.follow("billing", Cursor.load("billing.cursor"))) {
//       ...                                // deal with it, then keep the place after it:
//       cursor.save("billing.cursor");
//   }
//
// An id is an Id, both ways; whole numbers are Numbers. What each message holds: proto/asyncapi.yaml.
import { createHash, randomFillSync } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { decode, encode } from "@msgpack/msgpack";
import { Dealer } from "zeromq";

const SILENCE_MS = 3000, CONNECT_MS = 1000, PAUSE_MS = 300;
const CREDIT = { credit_events: 1024, credit_bytes: 4 << 20, contract_level: 1 };

/** No answer in time: it may have run or not. Send again with the same id, or resolve it. */
export class Unknown extends Error {
    constructor(service, type, id) {
        Object.assign(super(`${service} has not answered ${type} ${id}`), { service, type, id });
    }
}

/** A final answer other than done. code: the number of the error; path: the field; data: as answered. */
export class Refused extends Error {
    constructor({ status, code = 0, path = "", expected = "", data = {} }) {
        super(`${status} ${code} ${path} ${expected}`.trim());
        Object.assign(this, { status, code, path, expected, data });
    }
}

/** 1xxx: the message is not of the contract. */
export class Malformed extends Refused {}
/** 2xxx: this key may not do that. */
export class Denied extends Refused {}
/** The id was used for other content. */
export class Conflict extends Refused {}
/** The source_ref exists already: data.id is what it made. */
export class Duplicate extends Refused {}
/** Not in this state, or not the present revision: read it, then decide again. */
export class Stale extends Refused {}
/** There is no such thing. */
export class NotFound extends Refused {}

const KINDS = { 1: Malformed, 2: Denied, 3001: Conflict, 3004: Duplicate, 3005: Stale, 3006: Stale, 3007: NotFound };

/** reason: diverged (the cursor is not of this journal: stop, tell the operator), truncated, denied. */
export class FeedRefused extends Error {
    constructor(service, reason) { Object.assign(super(`the feed of ${service}: ${reason}`), { service, reason }); }
}

/** The 16 bytes of a UUID. */
export class Id extends Uint8Array {
    static of(text) { return Id.from(Buffer.from(text.replaceAll("-", ""), "hex")); }

    /** A UUIDv7: milliseconds since 1970, then chance. */
    static make() {
        const id = randomFillSync(new Id(16));
        Buffer.from(id.buffer).writeUIntBE(Date.now(), 0, 6);
        id[6] = 0x70 | id[6] & 15;
        id[8] = 0x80 | id[8] & 63;
        return id;
    }

    toString() { return Buffer.from(this).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"); }
    toJSON() { return this.toString(); }
}

/** The place after an event: keep it together with what was made of the event. */
export class Cursor {
    constructor({ epoch = 0, seq = 0, chain = "00".repeat(32) } = {}) {
        Object.assign(this, { epoch, seq, chain });
    }

    save(path) { replaceFile(path, JSON.stringify(this)); }

    /** The start when there is no file. */
    static load(path) {
        return new Cursor(existsSync(path) ? JSON.parse(readFileSync(path, "ascii")) : {});
    }
}

/** The old file or the new one is there whatever happens, never half of one. */
export function replaceFile(path, text) {
    const file = openSync(path + ".new", "w");
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    renameSync(path + ".new", path);
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const same = (a, b) => Buffer.compare(a, b) === 0;

/** A decoded value with its ids as Id: 16 bytes are an id everywhere in the contract. */
function toIds(value) {
    if (Array.isArray(value)) return value.map(toIds);
    if (value instanceof Uint8Array) return value.length === 16 ? Id.from(value) : value;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toIds(each)]));
}

/** A DEALER to one endpoint of a service at a time. */
class Link {
    turn = -1;

    constructor(keys, endpoints, serverKey) {
        Object.assign(this, { keys, endpoints, serverKey });
        this.next();
    }

    /** Nothing stays behind; the next endpoint is connected to. */
    next() {
        this.turn++;
        this.socket?.close();
        this.socket = new Dealer({ ...this.keys, curveServerKey: this.serverKey, immediate: true, linger: 0,
                                   maxMessageSize: 272 << 10 });
        this.socket.connect(this.endpoints[this.turn % this.endpoints.length]);
    }

    /** False when nobody takes it in time. */
    async send(value, timeout = CONNECT_MS) {
        this.socket.sendTimeout = timeout;
        return this.socket.send(encode(value)).then(() => true, () => false);
    }

    /** The next frame, or undefined. */
    async receive(timeout) {
        this.socket.receiveTimeout = Math.max(0, Math.ceil(timeout));
        return this.socket.receive().then((parts) => (parts.length === 1 ? parts[0] : undefined), () => undefined);
    }

    /** The final reply to a message, or undefined when there is none until then. */
    async exchange(message, end) {
        for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
            const silence = Date.now() + Math.min(left, SILENCE_MS);
            let reply = {};
            if (await this.send(message, Math.min(left, CONNECT_MS))) {
                while (String(reply.re) !== String(message.id) && Date.now() < silence) {
                    reply = toIds(decode((await this.receive(silence - Date.now())) ?? [0x80]));
                }
            }
            if (String(reply.re) !== String(message.id)) this.next();
            else if (!reply.retry_after_ms) return reply;
            else await pause(Math.min(left, reply.retry_after_ms));
        }
    }
}

/** services: {name: [endpoints, server key]}; keys: {curvePublicKey, curveSecretKey}, 40 characters of Z85. */
export class Bus {
    links = {};
    keys = new Map(); // person -> secret of sealed fields, with role pii

    constructor(name, curve, services) { Object.assign(this, { name, curve, services }); }

    /** From a profile as the command `entraide` has it. */
    static open(path) {
        const text = readFileSync(path, "utf8");
        const [name, key] = ["name", "key"].map((word) => new RegExp(`^${word} = '([^']+)'`, "m").exec(text)[1]);
        const secret = readFileSync(existsSync(key + "_secret") ? key + "_secret" : key, "utf8");
        const [curvePublicKey, curveSecretKey] =
            ["public", "secret"].map((word) => new RegExp(`${word}-key = "([^"]{40})"`).exec(secret)[1]);
        const services = text.matchAll(/service (\w+)\s*{\s*endpoints = '([^']+)'\s*key = '([^']+)'\s*}/g);
        return new Bus(name, { curvePublicKey, curveSecretKey }, Object.fromEntries(
            [...services].map(([, service, endpoints, key]) => [service, [endpoints.split(/, */), key]])));
    }

    /** The connection for calls, or that for the feed. */
    link(service, use = "calls") {
        return (this.links[service + use] ??= new Link(this.curve, ...this.services[service]));
    }

    close() { Object.values(this.links).forEach((link) => link.socket.close()); }

    /** A command or a query: the data of its answer, or Refused, or Unknown. The same id may be sent again
        however often. envelope: subject, actor, traceparent; seen: [{service, seq}], events that led to this;
        after (queries). */
    async send(type, data = {}, { service = type.split(".")[0], id = Id.make(), timeout = 10000, ...envelope } = {}) {
        const message = { id, type, source: this.name, time_us: Date.now() * 1000, ...envelope, data };
        const reply = await this.link(service).exchange(message, Date.now() + timeout);
        if (!reply) throw new Unknown(service, type, id);
        if (reply.status === "done") return reply.data ?? {};
        throw new (KINDS[reply.code] ?? KINDS[Math.floor(reply.code / 1000)] ?? Refused)(reply);
    }

    /** Makes an unknown outcome final: the reply that the command had (its status may be refused), or
        undefined when it has not run and never will. */
    async resolve(service, id) {
        const { outcome, reply } = await this.send("resolve", { id }, { service });
        return outcome === "known" ? toIds(decode(reply)) : undefined;
    }

    /** {event, cursor: the place after it}, each verified, for ever or until idle ms pass without one. Asking for
        the next one grants credit. cursor null: from now on. types: all others come as digests and are passed over. */
    async *follow(service, cursor = new Cursor(), { types = [], idle = Infinity } = {}) {
        const link = this.link(service, "feed");
        const send = (type, data) => link.send({ type, source: this.name, data });
        let session, heard, last = Date.now(); // heard: when there was a sign of life; undefined: not open
        while (Date.now() - last < idle) {
            if (!heard) {
                const { epoch, seq, chain } = cursor ?? new Cursor(), from_head = !cursor;
                await send("feed.open", { consumer: this.name, epoch, seq, chain: Buffer.from(chain, "hex"), ...CREDIT,
                                          types, from_head });
                [session, heard] = [undefined, Date.now()];
            }
            const frame = await link.receive(PAUSE_MS);
            if (frame) heard = Date.now();
            else if (Date.now() - heard > SILENCE_MS) heard = link.next();
            const { type, data } = frame ? decode(frame) : {};
            if (type === "feed.ok") {
                session = data.session;
                cursor ??= new Cursor({ epoch: data.epoch, seq: data.head_seq,
                                        chain: Buffer.from(data.chain).toString("hex") });
            } else if (type === "feed.refused") {
                if (!["busy", "not_owner"].includes(data.reason)) throw new FeedRefused(service, data.reason);
                await pause(PAUSE_MS);
                heard = link.next();
            } else if (type === "feed.batch" && data.session === session) {
                for (const item of this.#verified(service, cursor, data)) {
                    cursor = item.cursor;
                    if (item.event?.type.endsWith(".erased")) this.keys.delete(String(item.event.subject));
                    if (item.event) yield item;
                    last = Date.now();
                }
                const bytes = data.events.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
                await send("feed.credit", { session, events: data.events.length, bytes, committed_seq: cursor.seq });
            }
        }
    }

    #verified(service, start, batch) {
        let { seq, chain } = start;
        const items = batch.events.map(({ body, digest }) => {
            chain = sha256(Buffer.from(chain, "hex"), body ? sha256(body) : digest).toString("hex");
            return { body, cursor: new Cursor({ epoch: batch.epoch, seq: ++seq, chain }) };
        });
        if (batch.first_seq !== start.seq + 1 || !same(batch.chain_before, Buffer.from(start.chain, "hex")) ||
            !same(batch.chain, Buffer.from(chain, "hex"))) {
            throw new FeedRefused(service, "diverged");
        }
        for (const { id, secret } of batch.keys ?? []) this.keys.set(String(Id.from(id)), secret);
        return items.map(({ body, cursor }) => ({ event: body && toIds(decode(body)), cursor }));
    }
}
