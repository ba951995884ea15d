#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A client by somebody who has proto/README.md and proto/asyncapi.yaml and nothing else: it imports nothing of
this project, and learns from the YAML file which fields are ids.

    stranger.py ASYNCAPI SETTINGS      SETTINGS: {"name", "secret", "services": {name: [endpoint, key]},
                                                  "organisation", "contact", "cursor"}
Submits a request twice under one id, reads the quote from billing's feed, accepts it, follows the feed again from
the cursor it kept, and prints what it saw as JSON."""
import hashlib
import json
import os
import sys
import time
import uuid

import msgpack
import yaml
import zmq


class Contract:
    """Values between JSON and the wire, by the kinds of the fields."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            components = yaml.load(file, loader)["components"]
        self.schemas, self.messages = components["schemas"], components["messages"]

    def convert(self, record, value, to_wire):
        """Every field of the record that is an id, as 16 bytes or as text."""
        fields = self.schemas[record].get("properties", {})
        return {key: self._field(fields[key], each, to_wire) if key in fields else each
                for key, each in value.items()}

    def _field(self, field, value, to_wire):
        kind = field["x-kind"]
        if kind == "id":
            return uuid.UUID(value).bytes if to_wire else str(uuid.UUID(bytes=value))
        if kind == "ids":
            return [self._field({"x-kind": "id"}, each, to_wire) for each in value]
        if kind == "nest":
            return self.convert(self._name(field["allOf"][0]), value, to_wire)
        if kind == "list":
            return [self.convert(self._name(field["items"]), each, to_wire) for each in value]
        return value

    @staticmethod
    def _name(reference):
        return reference["$ref"].rpartition("/")[2]

    def frame(self, type_, data, **envelope):
        """The bytes of a message."""
        data = self.convert(self.messages[type_]["x-record"], data, True)
        return msgpack.packb({**self.convert("envelope", {"type": type_, **envelope}, True), "data": data})

    def event(self, frame):
        """An event as JSON would show it."""
        message = self.convert("envelope", msgpack.unpackb(frame), False)
        message["data"] = self.convert(self.messages[message["type"]]["x-record"], message["data"], False)
        return message

    def reply(self, frame, type_):
        """The answer to a message of this type."""
        reply = self.convert("reply", msgpack.unpackb(frame), False)
        if reply["status"] == "done":
            reply["data"] = self.convert(self.messages[type_]["x-answer"], reply.get("data", {}), False)
        return reply


def new_id():
    """A UUIDv7."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 15 | 0x70, raw[8] & 63 | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def connect(secret, endpoint, server_key):
    """A DEALER with CURVE."""
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger, socket.rcvtimeo = 0, 20000
    socket.curve_secretkey, socket.curve_publickey = secret.encode(), zmq.curve_public(secret.encode())
    socket.curve_serverkey = server_key.encode()
    socket.connect(endpoint)
    return socket


class Stranger:
    """One identity."""

    def __init__(self, contract, settings):
        self.contract, self.name = contract, settings["name"]
        self.sockets = {service: connect(settings["secret"], *where)
                        for service, where in settings["services"].items()}
        self.seen = []

    def ask(self, service, type_, data, id_, **envelope):
        """The reply to a command or query, as bytes and as a value; asked again while it says "not yet"."""
        socket = self.sockets[service]
        while True:
            socket.send(self.contract.frame(type_, data, id=id_, source=self.name, **envelope))
            frame = socket.recv()
            reply = self.contract.reply(frame, type_)
            if "retry_after_ms" not in reply:
                return frame, reply
            time.sleep(reply["retry_after_ms"] / 1000)

    def tell(self, service, type_, data):
        """A message of the feed."""
        self.sockets[service].send(self.contract.frame(type_, data, source=self.name))

    def read(self, service, cursor, wanted):
        """Reads the feed from the cursor until an event is wanted; the event, and the cursor after its batch."""
        self.tell(service, "feed.open", {"consumer": self.name, "epoch": cursor["epoch"], "seq": cursor["seq"],
                                         "chain": bytes.fromhex(cursor["chain"]), "credit_events": 100,
                                         "credit_bytes": 1 << 20})
        session, found = None, None
        while not found:
            message = msgpack.unpackb(self.sockets[service].recv())
            data = message["data"]
            if message["type"] == "feed.ok":
                session = data["session"]
            elif message["type"] == "feed.refused":
                return data["reason"], cursor
            elif message["type"] == "feed.batch" and data["session"] == session:
                cursor, events = self.verify(cursor, data)
                found = next((event for event in events if wanted(event)), None)
                self.tell(service, "feed.credit", {"session": session, "events": len(data["events"]),
                                                   "bytes": sum(len(e.get("body", b"")) for e in data["events"]),
                                                   "committed_seq": cursor["seq"]})
        self.tell(service, "feed.close", {"session": session})
        return found, cursor

    def verify(self, cursor, batch):
        """The cursor after the batch, and its events; the chain must lead there."""
        chain, events = bytes.fromhex(cursor["chain"]), []
        assert batch["chain_before"] == chain and batch["first_seq"] == cursor["seq"] + 1
        for number, item in enumerate(batch["events"], batch["first_seq"]):
            digest = hashlib.sha256(item["body"]).digest() if "body" in item else item["digest"]
            chain = hashlib.sha256(chain + digest).digest()
            if "body" in item:
                events.append(self.contract.event(item["body"]))
            self.seen.append(number)
        assert chain == batch["chain"]
        return {"epoch": batch["epoch"], "seq": cursor["seq"] + len(batch["events"]), "chain": chain.hex()}, events


def main(asyncapi, settings):
    """The main job."""
    stranger = Stranger(Contract(asyncapi), settings)
    id_, form = new_id(), {"source_ref": "stranger-" + new_id(), "organisation": settings["organisation"],
                           "contact": settings["contact"], "needs": [{"service": "legal.advice"}]}
    first, reply = stranger.ask("intake", "intake.request.submit", form, id_)
    again, _ = stranger.ask("intake", "intake.request.submit", form, id_)
    _, conflict = stranger.ask("intake", "intake.request.submit", {**form, "source_ref": "other"}, id_)
    request = reply["data"]["id"]
    quote, cursor = stranger.read("billing", settings["cursor"], lambda event: event["type"] ==
                                  "billing.quote.issued" and event["data"]["request"] == request)
    seen, quote = {"service": "billing", "seq": quote["seq"]}, quote["data"]
    _, decided = stranger.ask("matcher", "matcher.plan.decide", {
        "plan": quote["plan"], "version": quote["version"], "quote": quote["id"], "decision": "accept",
        "not_to_exceed_cents": quote["total_cents"]}, new_id(), seen=[seen])
    diverged, _ = stranger.read("billing", {**cursor, "chain": "11" * 32}, lambda event: True)
    print(json.dumps({"request": request, "same_reply": first == again, "conflict": conflict["code"],
                      "decided": decided["status"], "seen": stranger.seen, "cursor": cursor,
                      "diverged": diverged}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
