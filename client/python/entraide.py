# SPDX-License-Identifier: MPL-2.0
"""A client of the Entraide bus in one file: commands, queries, feeds. Needs pyzmq and msgpack.

    bus = entraide.Bus.open("client.conf")
    taken = bus.send("intake.request.submit", {"source_ref": "D-118", "organisation": uuid, ...})
    for event, cursor in bus.follow("billing", entraide.Cursor.load("billing.cursor")):
        ...                                   # deal with it, then keep the place after it:
        cursor.save("billing.cursor")

An id is a uuid.UUID, both ways. One thread owns a bus. What each message holds: proto/asyncapi.yaml."""
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import time
import uuid

import msgpack
import zmq

SILENCE_S, CONNECT_S, PAUSE_S = 3.0, 1.0, 0.3
CREDIT = {"credit_events": 1024, "credit_bytes": 4 << 20, "contract_level": 1}


class Unknown(Exception):
    """No answer in time: it may have run or not. Send again with the same id, or resolve it."""
    id = property(lambda self: self.args[2])  # args: service, type, id


class Refused(Exception):
    """A final answer other than done. code: the number of the error; path: the field; data: as answered."""
    def __init__(self, reply):
        self.status, self.code, self.data = reply["status"], reply.get("code", 0), reply.get("data") or {}
        self.path, self.expected = reply.get("path", ""), reply.get("expected", "")
        super().__init__(f"{self.status} {self.code} {self.path} {self.expected}".strip())


class Malformed(Refused): "1xxx: the message is not of the contract."
class Denied(Refused): "2xxx: this key may not do that."
class Conflict(Refused): "The id was used for other content."
class Duplicate(Refused): 'The source_ref exists already: data["id"] is what it made.'
class Stale(Refused): "Not in this state, or not the present revision: read it, then decide again."
class NotFound(Refused): "There is no such thing."

KINDS = {1: Malformed, 2: Denied, 3001: Conflict, 3004: Duplicate, 3005: Stale, 3006: Stale, 3007: NotFound}


class FeedRefused(Exception):
    """reason: diverged (the cursor is not of this journal: stop, tell the operator), truncated, denied."""
    reason = property(lambda self: self.args[1])  # args: service, reason


@dataclasses.dataclass(frozen=True)
class Cursor:
    """The place after an event: keep it together with what was made of the event."""
    epoch: int = 0
    seq: int = 0
    chain: bytes = bytes(32)

    def save(self, path):
        """The old file or the new one is there whatever happens, never half of one."""
        with open(path + ".new", "w", encoding="ascii") as file:
            json.dump({"epoch": self.epoch, "seq": self.seq, "chain": self.chain.hex()}, file)
            file.flush(), os.fsync(file.fileno())
        os.replace(path + ".new", path)

    @classmethod
    def load(cls, path):
        """The start when there is no file."""
        kept = json.loads(pathlib.Path(path).read_text("ascii")) if os.path.exists(path) else {}
        return cls(**{**kept, "chain": bytes.fromhex(kept["chain"])}) if kept else cls()


def new_id():
    """A UUIDv7: milliseconds since 1970, then chance."""
    bits = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    return uuid.UUID(int=bits & ~(0xF000 << 64 | 3 << 62) | 7 << 76 | 2 << 62)


def pack(value):
    """A frame; ids as 16 bytes."""
    return msgpack.packb(value, default=lambda each: each.bytes)


def to_ids(value):
    """An unpacked value with its ids as uuid.UUID: 16 bytes are an id everywhere in the contract."""
    if isinstance(value, dict):
        return {key: to_ids(each) for key, each in value.items()}
    if isinstance(value, list):
        return [to_ids(each) for each in value]
    return uuid.UUID(bytes=value) if isinstance(value, bytes) and len(value) == 16 else value


class Link:
    """A DEALER to one endpoint of a service at a time."""
    def __init__(self, secret, endpoints, server_key):
        self.secret, self.endpoints, self.server_key = secret, endpoints, server_key
        self.socket, self.turn = None, -1
        self.next()

    def next(self):
        """Nothing stays behind; the next endpoint is connected to."""
        self.turn += 1
        if self.socket is not None:
            self.socket.close(0)
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger, self.socket.immediate, self.socket.maxmsgsize = 0, 1, 272 << 10
        self.socket.curve_secretkey, self.socket.curve_serverkey = self.secret.encode(), self.server_key.encode()
        self.socket.curve_publickey = zmq.curve_public(self.secret.encode())
        self.socket.connect(self.endpoints[self.turn % len(self.endpoints)])

    def send(self, frame, timeout_s=CONNECT_S):
        """False when nobody takes it in time."""
        ready = self.socket.poll(max(0, timeout_s) * 1000, zmq.POLLOUT)
        if ready:
            self.socket.send(frame, zmq.NOBLOCK)
        return bool(ready)

    def receive(self, timeout_s):
        """The next frame, or None."""
        parts = self.socket.recv_multipart() if self.socket.poll(max(0, timeout_s) * 1000) else ()
        return parts[0] if len(parts) == 1 else None

    def exchange(self, frame, id_, end):
        """The final reply to a frame, or None when there is none until then."""
        while (left := end - time.monotonic()) > 0:
            reply, silence = {}, time.monotonic() + min(left, SILENCE_S)
            if self.send(frame, min(left, CONNECT_S)):
                while reply.get("re") != id_ and time.monotonic() < silence:
                    reply = to_ids(msgpack.unpackb(self.receive(silence - time.monotonic()) or b"\x80"))
            if reply.get("re") != id_:
                self.next()
            elif "retry_after_ms" not in reply:
                return reply
            else:
                time.sleep(min(left, reply["retry_after_ms"] / 1000))
        return None


class Bus:
    """services: {name: (endpoints, server key)}; keys are 40 characters of Z85."""
    def __init__(self, name, secret, services):
        self.name, self.secret, self.services = name, secret, services
        self.links, self.keys = {}, {}  # keys: {person: secret} of sealed fields, with role pii

    @classmethod
    def open(cls, path):
        """From a profile as the command `entraide` has it."""
        text = pathlib.Path(path).read_text(encoding="utf-8")
        name, key = (re.search(rf"^{word} = '([^']+)'", text, re.M)[1] for word in ("name", "key"))
        key += "_secret" if os.path.exists(key + "_secret") else ""
        services = re.findall(r"service (\w+)\s*{\s*endpoints = '([^']+)'\s*key = '([^']+)'\s*}", text)
        return cls(name, re.search(r'secret-key = "([^"]{40})"', pathlib.Path(key).read_text())[1],
                   {service: (re.split(", *", endpoints), key) for service, endpoints, key in services})

    def link(self, service, use="calls"):
        """The connection for calls, or that for the feed."""
        if (service, use) not in self.links:
            self.links[service, use] = Link(self.secret, *self.services[service])
        return self.links[service, use]

    def send(self, type_, data=None, *, service=None, id=None, timeout_s=10.0, **envelope):
        """A command or a query: the data of its answer, or Refused, or Unknown. The same id may be sent
        again however often. envelope: subject, actor, traceparent; seen=[{"service", "seq"}], events that led
        to this; after (queries)."""
        service, id_ = service or type_.split(".")[0], id or new_id()
        frame = pack({"id": id_, "type": type_, "source": self.name, "time_us": time.time_ns() // 1000,
                      **envelope, "data": data or {}})
        reply = self.link(service).exchange(frame, id_, time.monotonic() + timeout_s)
        if reply is None:
            raise Unknown(service, type_, id_)
        if reply["status"] != "done":
            code = reply.get("code", 0)
            raise KINDS.get(code, KINDS.get(code // 1000, Refused))(reply)
        return reply.get("data") or {}

    def resolve(self, service, id_):
        """Makes an unknown outcome final: the reply that the command had (its status may be refused), or
        None when it has not run and never will."""
        answer = self.send("resolve", {"id": id_}, service=service)
        return to_ids(msgpack.unpackb(answer["reply"])) if answer["outcome"] == "known" else None

    def follow(self, service, cursor=Cursor(), types=(), idle_s=None):
        """(event, the cursor after it), each verified, for ever or until idle_s pass without one. Asking for the next
        one grants credit. cursor None: from now on. types: all others come as digests and are passed over."""
        feed, heard = Feed(self, service, cursor, types), time.monotonic()
        while idle_s is None or time.monotonic() - heard < idle_s:
            for event_and_place in feed.step():
                yield event_and_place
                heard = time.monotonic()


class Feed:
    """A reader of a feed: opens it again after every break, from the last event given out."""
    def __init__(self, bus, service, cursor, types):
        self.bus, self.service, self.cursor, self.types = bus, service, cursor, list(types)
        self.link = bus.link(service, "feed")
        self.session = self.heard = None  # heard: when there was a sign of life; None: not open

    def step(self):
        """Takes one frame and gives its events out."""
        if self.heard is None:
            self._send("feed.open", {"consumer": self.bus.name, **vars(self.cursor or Cursor()), **CREDIT,
                                     "types": self.types, "from_head": self.cursor is None})
            self.session, self.heard = None, time.monotonic()
        frame = self.link.receive(PAUSE_S)
        if frame:
            self.heard = time.monotonic()
            message = msgpack.unpackb(frame)
            yield from self._take(message["type"], message["data"])
        elif time.monotonic() - self.heard > SILENCE_S:
            self.heard = self.link.next()

    def _send(self, type_, data):
        self.link.send(pack({"type": type_, "source": self.bus.name, "data": data}))

    def _take(self, type_, data):
        if type_ == "feed.ok":
            self.session = data["session"]
            self.cursor = self.cursor or Cursor(data["epoch"], data["head_seq"], data["chain"])
        elif type_ == "feed.refused" and data["reason"] not in ("busy", "not_owner"):
            raise FeedRefused(self.service, data["reason"])
        elif type_ == "feed.refused":
            time.sleep(PAUSE_S)
            self.heard = self.link.next()
        elif type_ == "feed.batch" and data["session"] == self.session:
            yield from self._give(data, data["events"])

    def _give(self, batch, items):
        places = [self.cursor]
        for item in items:
            digest = hashlib.sha256(item["body"]).digest() if "body" in item else item["digest"]
            chain = hashlib.sha256(places[-1].chain + digest).digest()
            places.append(Cursor(batch["epoch"], places[-1].seq + 1, chain))
        if (batch["first_seq"], batch["chain_before"], batch["chain"]) != \
                (self.cursor.seq + 1, self.cursor.chain, places[-1].chain):
            raise FeedRefused(self.service, "diverged")
        self.bus.keys.update((uuid.UUID(bytes=key["id"]), key["secret"]) for key in batch.get("keys", []))
        for item, self.cursor in zip(items, places[1:]):
            if "body" in item:
                event = to_ids(msgpack.unpackb(item["body"]))
                if event["type"].endswith(".erased"):
                    self.bus.keys.pop(event["subject"], None)
                yield event, self.cursor
        size = sum(len(item.get("body", b"")) for item in items)
        self._send("feed.credit", {"session": self.session, "events": len(items), "bytes": size,
                                   "committed_seq": self.cursor.seq})
