#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Writes what is made from the tables of the contract: asyncapi.yaml, good.jsonl and hostile.jsonl (bytes,
value and verdict, for the tests of every client), and some of the frames as seeds of the fuzzers.

usage: make.py [--check]      (--check compares with what is committed and writes nothing)

The good vectors are made from messages/*.def; what is expected of the hostile ones is stated here by
hand, so that they test the codec instead of repeating it. Each line is one object:
  name       what it is about
  message    type of the message, or "reply": the frame is a reply record without an envelope
  hex        the frame
  fill       with fill_count: this byte (in hex) follows so many times, to keep the file small
  verdict    "ok", or the name of the error
  path       the field that the refusal names
  value      good vectors: the frame as JSON (ids as text, bytes as base64)
  canonical  good vectors: what a canonical encoder writes, where the frame is not that
"""
import json
import os
import sys
import uuid

import msgpack

import asyncapi
from samples import TIME_US, Id, edges, jsonable, make_id, sample, seed_of
from tables import CONTRACT, PROTO

HERE = os.path.dirname(os.path.abspath(__file__))


def envelope(message, data, full=True):
    whole = {"id": Id(make_id("message " + message["name"])), "type": message["type"]}
    if full:
        whole.update(source="vectors", subject=Id(make_id("subject")), time_us=TIME_US,
                     traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                     actor={"kind": "contact", "id": Id(make_id("actor"))},
                     root=Id(make_id("root")), cause=Id(make_id("cause")))
    if full and message["class"] == "EVENT":
        whole.update(part=1, seq=4711)
    if full and message["class"] == "QUERY":
        whole.update(after=17)
    whole["data"] = data
    if full and message["class"] in ("COMMAND", "QUERY"):
        whole.update(seen=[{"service": "matcher", "seq": 9}])
    return whole


def pack(value):
    return msgpack.packb(value, use_bin_type=True)


def row_of(message, name, frame):
    return {"name": f"{message['type']}, {name}", "message": message["type"],
            "hex": pack(frame).hex(), "verdict": "ok", "value": jsonable(frame)}


def from_the_future(message, seed):
    """A newer client: keys that are unknown here, and none in the order of the contract."""
    frame = envelope(message, sample(message["name"], seed, True), False)
    data = dict(reversed([*frame["data"].items(), ("zz_new", [{"a": {}}, -1, b"", None])]))
    strange = {"zz_new": {"type": "x"}, **dict(reversed([*frame.items()])), "data": data}
    return {**row_of(message, "unknown keys and another order", frame), "hex": pack(strange).hex(),
            "canonical": pack(frame).hex()}


def good_messages(message):
    seed = seed_of(message["name"])
    for full in (True, False):
        yield row_of(message, "every field" if full else "required fields",
                     envelope(message, sample(message["name"], seed, full, typical=full), full))
    for highest in (False, True):
        yield row_of(message, "upper bounds" if highest else "lower bounds",
                     envelope(message, edges(message["name"], highest), False))
    yield from_the_future(message, seed)


def good_answer(message):
    reply = {"re": Id(make_id("message " + message["name"])), "status": "done", "seq": 42,
             "incarnation": Id(make_id("incarnation")),
             "data": sample(message["answer"], seed_of(message["answer"]), True, typical=True)}
    value = jsonable(reply)
    del value["data"]  # its record is that of the message answered, not known to a lone frame
    return {"name": f"answer to {message['type']}", "message": "reply", "answer": message["answer"],
            "hex": pack(reply).hex(), "verdict": "ok", "value": value, "data": jsonable(reply["data"])}


def good_vectors():
    for message in CONTRACT.messages:
        yield from good_messages(message)
        if message["class"] in ("COMMAND", "QUERY"):
            yield good_answer(message)
    reply = {"re": Id(make_id("refused")), "status": "refused", "code": 3005,
             "path": "data.state", "expected": "proposed", "retry_after_ms": 250}
    yield {"name": "a refusal", "message": "reply", "hex": pack(reply).hex(), "verdict": "ok",
           "value": jsonable(reply)}


# ---- hostile ----

def submit(**changes):
    """A good intake.request.submit with changes to its data; None takes a field out."""
    data = {"source_ref": "portal-1", "organisation": make_id("organisation"),
            "contact": make_id("contact"), "text": "à l'aide",
            "needs": [{"service": "legal.advice", "minutes": 60}],
            "answers": {"employees": "12"}, "urgency": "high", "deadline": "2026-12-31",
            "adverse_parties": [{"name": "X"}]}
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def frame_of(data, kind="intake.request.submit", **changes):
    whole = {"id": make_id("hostile"), "type": kind, "data": data}
    whole.update(changes)
    return {key: value for key, value in whole.items() if value is not None}


class Raw:
    """Bytes to splice in as they are."""

    def __init__(self, data):
        self.data = data


def splice(value):
    """Packs like msgpack, but with Raw values and with pairs (a list of tuples) as a map."""
    if isinstance(value, Raw):
        return value.data
    if isinstance(value, dict) and value:
        value = list(value.items())
    if value == {} or isinstance(value, list) and value and isinstance(value[0], tuple):
        return (msgpack.Packer().pack_map_header(len(value)) +
                b"".join(splice(key) + splice(each) for key, each in value))
    if isinstance(value, list):
        return (msgpack.Packer().pack_array_header(len(value)) +
                b"".join(splice(each) for each in value))
    return pack(value)


def bytes_of(frame):
    """The members hex, fill and fill_count of a frame."""
    rest = frame.rstrip(frame[-1:]) if frame else frame
    if len(frame) - len(rest) < 200:
        return {"hex": frame.hex()}
    return {"hex": rest.hex(), "fill": frame[-1:].hex(), "fill_count": len(frame) - len(rest)}


def hostile(name, frame, verdict, path="", message=None):
    whole = frame if isinstance(frame, bytes) else splice(frame)
    row = {"name": name, **bytes_of(whole), "verdict": verdict, "path": path}
    if message:
        row["message"] = message
    return row


def hostile_forms():
    """Frames that the scan refuses whatever they mean; each value also inside a message."""
    values = {
        "E_FRAME_TYPE": ["c1", "ca3f800000", "ca7fc00000", "ca7f800000", "cb3ff0000000000000",
                         "cb7ff8000000000000", "cbfff0000000000000", "d401ff", "d501ffff",
                         "d601ffffffff", "d701" + "ff" * 8, "d801" + "ff" * 16, "c70001",
                         "c70101ff", "c8000101ff", "c90000000101ff", "d6ff00000000"],
        "E_FRAME_MINIMAL": ["cc00", "cc7f", "cd0000", "cd00ff", "ce00000000", "ce0000ffff",
                            "cf0000000000000000", "cf00000000ffffffff", "d000", "d07f", "d0e0",
                            "d0ff", "d10000", "d100ff", "d1ff80", "d17fff", "d200000000",
                            "d2ffff8000", "d27fffffff", "d30000000000000000",
                            "d3ffffffff80000000", "d37fffffffffffffff", "d900", "d91f" + "61" * 31,
                            "da0000", "da00ff" + "61" * 255, "db00000000",
                            "db0000ffff" + "61" * 65535, "c50000", "c500ff" + "00" * 255,
                            "c600000000", "c60000ffff" + "00" * 65535, "dc0000",
                            "dc000f" + "c0" * 15, "dd00000000", "dd00000001c0", "de0000",
                            "de0001a161c0", "df00000000", "df00000001a161c0"],
        "E_FRAME_UTF8": ["a180", "a1ff", "a1fe", "a1c3", "a2c080", "a2c1bf", "a2c328", "a3e08080",
                         "a3e09fbf", "a3eda080", "a3edbfbf", "a3e28228", "a2e282", "a4f0808080",
                         "a4f08fbfbf", "a4f4908080", "a4f5808080", "a4f7bfbfbf", "a4f09f9828",
                         "a3f09f98", "a5f888808080", "a6fc8480808080", "a161"[:2] + "bf",
                         "a9" + "61" * 8 + "80", "a9" + "61" * 8 + "c3", "aa80" + "61" * 9,
                         "d920" + "61" * 31 + "ff"],
        "E_FRAME": ["a5616161", "d9ff61", "daffff61", "dbffffffff61", "c4ff00", "c5ffff00",
                    "c6ffffffff00", "9f", "dcffff", "dcffffc0", "ddffffffff", "ddffffffffc0c0",
                    "8f", "deffff", "deffffa161c0", "dfffffffff", "dfffffffffa161c0", "cc", "cd01",
                    "ce010000", "cf01", "d0", "d180", "d2800000", "d380", "d9", "da01", "db0100",
                    "c4", "c501", "c60100", "dc00", "dd0001", "de00", "df0001", "81a161", "8101c0",
                    "81c0c0", "8180c0", "8190c0", "81c4016101", "81c3c0", "82a161c001c0",
                    "81ff01"],
    }
    for verdict, forms in values.items():
        for form in forms:
            name = form if len(form) <= 40 else form[:36] + "..."
            yield hostile(f"{name} alone", bytes.fromhex(form), verdict)
            yield hostile(f"{name} under an unknown key", [("x", Raw(bytes.fromhex(form)))],
                          verdict)


def hostile_sizes():
    yield hostile("no bytes at all", b"", "E_FRAME")
    for depth in (9, 10, 100, 5000):
        yield hostile(f"arrays nested {depth} deep", b"\x91" * (depth - 1) + b"\x90",
                      "E_FRAME_DEPTH")
        yield hostile(f"maps nested {depth} deep", b"\x81\xa1a" * (depth - 1) + b"\x80",
                      "E_FRAME_DEPTH")
    yield hostile("200,000 opened arrays", b"\x91" * 200_000, "E_FRAME_DEPTH")
    yield hostile("10,001 elements in one array", b"\xdc\x27\x11" + b"\xc0" * 10_001,
                  "E_FRAME_ELEMENTS")
    yield hostile("10,002 keys and values", b"\xde\x13\x89" + b"\xa1a\xc0" * 5_001,
                  "E_FRAME_ELEMENTS")
    yield hostile("101 arrays of 99 elements", b"\xdc\x00\x65" + (b"\xdc\x00\x63" + b"\xc0" * 99) * 101,
                  "E_FRAME_ELEMENTS")
    yield hostile("one byte above 256 KiB", b"\xc6\x00\x03\xff\xfc" + b"\0" * (256 * 1024 - 4),
                  "E_FRAME_SIZE")
    yield hostile("10,000 elements, but not a map", b"\xdc\x27\x10" + b"\xc0" * 10_000, "E_FRAME")
    yield hostile("8 arrays deep, but not a map", b"\x91" * 7 + b"\x90", "E_FRAME")
    for name, value in [("nil", None), ("true", True), ("an integer", 5), ("text", "x"),
                        ("bytes", b"x"), ("an array", [])]:
        yield hostile(f"{name} instead of a map", pack(value), "E_FRAME")


def hostile_truncations():
    """Every shorter form of one good frame, and the frame with something after it."""
    frame = pack(frame_of({"id": make_id("request")}, "intake.request.get"))
    for size in range(len(frame)):
        yield hostile(f"cut after {size} bytes", frame[:size], "E_FRAME")
    for tail in ("c0", "00", "80", "ff", "c1"):
        yield hostile(f"{tail} after the frame", frame + bytes.fromhex(tail), "E_FRAME_TRAILING")
    yield hostile("the frame twice", frame + frame, "E_FRAME_TRAILING")


def hostile_envelopes():
    data = submit()
    yield hostile("no type", frame_of(data, None), "E_FIELD_MISSING", "type")
    yield hostile("an empty map", {}, "E_FIELD_MISSING", "type")
    yield hostile("no id on a command", frame_of(data, id=None), "E_FIELD_MISSING", "id")
    yield hostile("an id of zeros on a command", frame_of(data, id=bytes(16)), "E_FIELD_MISSING",
                  "id")
    for kind in ("intake.request.submitted", "intake", "x", "intake.request.submi",
                 "intake.request.submit.", "feed"):
        yield hostile(f"type {kind}", frame_of(data, kind), "E_TYPE", "type")
    yield hostile("type in capitals", frame_of(data, "INTAKE.request.submit"), "E_FIELD_FORMAT",
                  "type")
    yield hostile("empty type", frame_of(data, ""), "E_FIELD_LENGTH", "type")
    yield hostile("type of 65 bytes", frame_of(data, "a" * 65), "E_FIELD_LENGTH", "type")
    yield hostile("type as bytes", frame_of(data, b"intake.request.submit"), "E_FIELD_KIND", "type")
    yield hostile("id as text", frame_of(data, id=str(uuid.UUID(bytes=make_id("x")))),
                  "E_FIELD_KIND", "id")
    for size in (0, 15, 17):
        yield hostile(f"id of {size} bytes", frame_of(data, id=b"i" * size), "E_FIELD_LENGTH", "id")
    yield hostile("time before 1970", frame_of(data, time_us=-1), "E_FIELD_RANGE", "time_us")
    yield hostile("time above 63 bits", frame_of(data, time_us=2**63), "E_FIELD_RANGE", "time_us")
    yield hostile("time as text", frame_of(data, time_us="now"), "E_FIELD_KIND", "time_us")
    yield hostile("part 65536", frame_of(data, part=65536), "E_FIELD_RANGE", "part")
    yield hostile("actor as text", frame_of(data, actor="me"), "E_FIELD_KIND", "actor")
    yield hostile("actor without kind", frame_of(data, actor={}), "E_FIELD_MISSING", "actor.kind")
    yield hostile("actor of no known kind", frame_of(data, actor={"kind": "god"}),
                  "E_FIELD_CHOICE", "actor.kind")
    yield hostile("actor id cut", frame_of(data, actor={"kind": "contact", "id": b"abc"}),
                  "E_FIELD_LENGTH", "actor.id")
    yield hostile("line feed inside a code", frame_of(data, "intake\n"), "E_FIELD_FORMAT", "type")
    yield hostile("escape in source", frame_of(data, source="a\x1b[31m"), "E_FIELD_FORMAT",
                  "source")
    for seen, code, path in (({"service": "billing"}, "E_FIELD_MISSING", "seen[0].seq"),
                             ({"service": "billing", "seq": 0}, "E_FIELD_RANGE", "seen[0].seq"),
                             ({"service": "Billing", "seq": 1}, "E_FIELD_FORMAT", "seen[0].service")):
        yield hostile(f"seen {seen}", frame_of(data, seen=[seen]), code, path)
    yield hostile("seen of five services", frame_of(data, seen=[{"service": "x", "seq": 1}] * 5),
                  "E_FIELD_COUNT", "seen")
    for key in ("id", "type", "data", "time_us", "subject"):
        pairs = list(frame_of(data, time_us=1, subject=make_id("s")).items())
        yield hostile(f"{key} twice", pairs + [(key, dict(pairs)[key])], "E_FIELD_TWICE", key)


def hostile_kinds():
    """Each field of one record of each kind, with values of every other kind."""
    wrong = {"nil": None, "true": True, "3": 3, "text": "x", "bytes": b"x", "array": [], "map": {}}
    fields = {"source_ref": "text", "organisation": "bytes", "text": "text", "needs": "array",
              "answers": "map", "urgency": "text", "deadline": "text"}
    for field, right in fields.items():
        for name, value in wrong.items():
            if name != right:
                data = submit()
                data[field] = value
                yield hostile(f"{name} as {field}", frame_of(data), "E_FIELD_KIND", "data." + field)
    for name, value in wrong.items():
        if name != "map":
            yield hostile(f"{name} as data", [*frame_of({}).items()][:2] + [("data", value)],
                          "E_FIELD_KIND", "data")
            yield hostile(f"{name} as a need", frame_of(submit(needs=[value])), "E_FIELD_KIND",
                          "data.needs[0]")
        if name != "3":
            yield hostile(f"{name} as minutes", frame_of(submit(needs=[
                {"service": "a"}, {"service": "b", "minutes": value}])), "E_FIELD_KIND",
                "data.needs[1].minutes")
        if name != "text":
            yield hostile(f"{name} as an answer", frame_of(submit(answers={"a": "b", "c": value})),
                          "E_FIELD_KIND", "data.answers.c")
    organisation = {"id": make_id("o"), "name": "O", "kind": "coop", "region": "qc",
                    "language": "fr"}
    for name, value in wrong.items():
        if name != "true":
            yield hostile(f"{name} as root", frame_of({**organisation, "root": value},
                                                      "intake.organisation.put"),
                          "E_FIELD_KIND", "data.root")
    for name, value in wrong.items():
        if name != "bytes":
            yield hostile(f"{name} as chain", frame_of({"consumer": "x", "chain": value},
                                                       "feed.open"), "E_FIELD_KIND", "data.chain")


def hostile_fields():
    for field in ("source_ref", "needs"):
        yield hostile(f"no {field}", frame_of(submit(**{field: None})), "E_FIELD_MISSING",
                      "data." + field)
    yield hostile("no data", frame_of(None), "E_FIELD_MISSING", "data.source_ref")
    for name, data in (("no organisation", {}), ("organisation of zeros",
                                                 {"organisation": bytes(16)})):
        yield hostile(name, frame_of(data, "intake.eligibility.get"), "E_FIELD_MISSING",
                      "data.organisation")
    for size in (0, 1, 15, 17, 32):
        yield hostile(f"organisation of {size} bytes", frame_of(submit(organisation=b"o" * size)),
                      "E_FIELD_LENGTH", "data.organisation")
    for size in (0, 65, 1000):
        yield hostile(f"source_ref of {size} bytes", frame_of(submit(source_ref="r" * size)),
                      "E_FIELD_LENGTH", "data.source_ref")
    yield hostile("33 characters of two bytes", frame_of(submit(source_ref="é" * 33)),
                  "E_FIELD_LENGTH", "data.source_ref")
    yield hostile("text of 16,385 bytes", frame_of(submit(text="t" * 16385)), "E_FIELD_LENGTH",
                  "data.text")
    for code in (0, 1, 7, 8, 11, 12, 27, 31, 127):
        yield hostile(f"control character {code} in text",
                      frame_of(submit(text="a" + chr(code) + "b")), "E_FIELD_FORMAT", "data.text")
    for code in ("A", "a b", "é", "a/b", "a:b", "a\n", "a\0"):
        yield hostile(f"service {code!r}", frame_of(submit(needs=[{"service": code}])),
                      "E_FIELD_FORMAT", "data.needs[0].service")
    yield hostile("service of 65 bytes", frame_of(submit(needs=[{"service": "s" * 65}])),
                  "E_FIELD_LENGTH", "data.needs[0].service")
    yield hostile("empty service", frame_of(submit(needs=[{"service": "a"}] * 2 +
                                                   [{"service": ""}])),
                  "E_FIELD_LENGTH", "data.needs[2].service")
    yield hostile("no service", frame_of(submit(needs=[{"minutes": 5}])), "E_FIELD_MISSING",
                  "data.needs[0].service")
    yield hostile("no needs in the list", frame_of(submit(needs=[])), "E_FIELD_COUNT", "data.needs")
    yield hostile("13 needs", frame_of(submit(needs=[{"service": "a"}] * 13)), "E_FIELD_COUNT",
                  "data.needs")
    yield hostile("9 adverse parties", frame_of(submit(adverse_parties=[{}] * 9)), "E_FIELD_COUNT",
                  "data.adverse_parties")
    yield hostile("33 answers", frame_of(submit(answers={f"k{i}": "v" for i in range(33)})),
                  "E_FIELD_COUNT", "data.answers")
    yield hostile("an answer of 2,001 bytes", frame_of(submit(answers={"size": "é" * 1000 + "x"})),
                  "E_FIELD_LENGTH", "data.answers.size")
    yield hostile("a language of 65 bytes",
                  frame_of(submit(needs=[{"service": "a", "languages": ["fr", "x" * 65]}])),
                  "E_FIELD_LENGTH", "data.needs[0].languages[1]")
    for minutes in (-1, 600_001, 2**31, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)):
        yield hostile(f"{minutes} minutes",
                      frame_of(submit(needs=[{"service": "a", "minutes": minutes}])),
                      "E_FIELD_RANGE", "data.needs[0].minutes")
    for level in (-1, 6):
        yield hostile(f"level {level}",
                      frame_of(submit(needs=[{"service": "a", "min_level": level}])),
                      "E_FIELD_RANGE", "data.needs[0].min_level")
    for word in ("", "High", "urgent", "hig", "highh", "high "):
        yield hostile(f"urgency {word!r}", frame_of(submit(urgency=word)), "E_FIELD_CHOICE",
                      "data.urgency")
    for day in ("", "2026", "2026-1-1", "2026-02-29", "2026-02-30", "2026-04-31", "2026-13-01",
                "2026-00-01", "2026-01-00", "2026-01-32", "2100-02-29", "1969-12-31", "26-01-01",
                "2026/01/01", "2026-01-01T", "2026-01-0a", "+026-01-01", "10000-01-01",
                "-999-01-01"):
        yield hostile(f"deadline {day!r}", frame_of(submit(deadline=day)), "E_FIELD_FORMAT",
                      "data.deadline")
    for key in ("", "a b", "é", "k" * 65, "a\0"):
        yield hostile(f"answer under {key[:8]!r}", frame_of(submit(answers={key: "x"})),
                      "E_FIELD_FORMAT", "data.answers")
    yield hostile("control character in an answer", frame_of(submit(answers={"a": "x\0"})),
                  "E_FIELD_FORMAT", "data.answers.a")
    for field in ("source_ref", "needs", "urgency"):
        pairs = list(submit().items())
        yield hostile(f"{field} twice", frame_of(pairs + [(field, dict(pairs)[field])]),
                      "E_FIELD_TWICE", "data." + field)
    yield hostile("service twice in a need",
                  frame_of(submit(needs=[[("service", "a"), ("service", "a")]])),
                  "E_FIELD_TWICE", "data.needs[0].service")
    yield hostile("an answer twice", frame_of(submit(answers=[("a", "x"), ("b", "y"), ("a", "z")])),
                  "E_FIELD_TWICE", "data.answers.a")


def hostile_others():
    organisation = {"id": make_id("o"), "name": "O", "kind": "coop", "region": "qc",
                    "language": "fr"}
    for language in ("f", "fr-", "-fr", "1r", "fr--CA", "fr_CA", "f1", "fran", "fr-abcdefghi",
                     "fr ", "é"):
        verdict = "E_FIELD_LENGTH" if len(language.encode()) < 2 else "E_FIELD_FORMAT"
        yield hostile(f"language {language!r}",
                      frame_of({**organisation, "language": language}, "intake.organisation.put"),
                      verdict, "data.language")
    yield hostile("language of 17 bytes",
                  frame_of({**organisation, "language": "fr-abcdefgh-abcde"},
                           "intake.organisation.put"), "E_FIELD_LENGTH", "data.language")
    yield hostile("identifier without value",
                  frame_of({**organisation, "identifiers": [{"scheme": "x", "value": "1"},
                                                            {"scheme": "y"}]},
                           "intake.organisation.put"),
                  "E_FIELD_MISSING", "data.identifiers[1].value")
    event = {"id": make_id("r"), "organisation": make_id("o"), "contact": make_id("c"),
             "class": "member", "path": [make_id("o")], "region": "qc", "language": "fr",
             "needs": [{"id": make_id("n"), "service": "a", "field": "b",
                        "provenance": "declared", "minutes": 1}]}
    kind = "intake.request.received"
    for name, path, verdict, where in [
            ("no path", [], "E_FIELD_COUNT", "data.path"),
            ("18 steps", [make_id("o")] * 18, "E_FIELD_COUNT", "data.path"),
            ("a step of zeros", [make_id("o"), bytes(16)], "E_FIELD_MISSING", "data.path[1]"),
            ("a step as text", ["o"], "E_FIELD_KIND", "data.path[0]"),
            ("a step of 3 bytes", [b"abc"], "E_FIELD_LENGTH", "data.path[0]")]:
        yield hostile(name, frame_of({**event, "path": path}, kind), verdict, where)
    for size in (0, 1, 55, 17_001):
        yield hostile(f"sealed text of {size} bytes", frame_of({**event, "text": b"t" * size}, kind),
                      "E_FIELD_LENGTH", "data.text")
    need = event["needs"][0]
    yield hostile("reason of a need as bytes",
                  frame_of({**event, "needs": [{**need, "reason": {"fr": b"x"}}]}, kind),
                  "E_FIELD_KIND", "data.needs[0].reason.fr")
    yield hostile("reason of a need twice",
                  frame_of({**event, "needs": [{**need, "reason": [("fr", "a"), ("fr", "b")]}]},
                           kind), "E_FIELD_TWICE", "data.needs[0].reason.fr")
    for size in (0, 31, 33):
        yield hostile(f"chain of {size} bytes", frame_of(
            {"consumer": "x", "chain": b"c" * size, "credit_events": 1, "credit_bytes": 1},
            "feed.open"), "E_FIELD_LENGTH", "data.chain")
    yield hostile("credit of 0 events", frame_of(
        {"consumer": "x", "chain": bytes(32), "credit_events": 0, "credit_bytes": 1}, "feed.open"),
        "E_FIELD_RANGE", "data.credit_events")
    yield hostile("a batch of no events", frame_of(
        {"session": 1, "epoch": 1, "first_seq": 1, "chain_before": bytes(32), "chain": bytes(32),
         "events": [], "head_seq": 1}, "feed.batch"), "E_FIELD_COUNT", "data.events")
    reply = {"re": make_id("r"), "status": "done"}
    for name, changes, verdict, where in [
            ("reply without status", {"status": None}, "E_FIELD_MISSING", "status"),
            ("reply of no known status", {"status": "ok"}, "E_FIELD_CHOICE", "status"),
            ("reply with code 10000", {"code": 10_000}, "E_FIELD_RANGE", "code"),
            ("reply with code -1", {"code": -1}, "E_FIELD_RANGE", "code"),
            ("reply with a path of 97 bytes", {"path": "p" * 97}, "E_FIELD_LENGTH", "path")]:
        whole = {**reply, **changes}
        yield hostile(name, {k: v for k, v in whole.items() if v is not None}, verdict, where,
                      "reply")


def hostile_vectors():
    for part in (hostile_forms, hostile_sizes, hostile_truncations, hostile_envelopes,
                 hostile_kinds, hostile_fields, hostile_others):
        yield from part()


def frame_bytes(row):
    return bytes.fromhex(row["hex"]) + bytes.fromhex(row.get("fill", "")) * row.get("fill_count", 0)


def outputs():
    """Path -> content of every file that this program writes."""
    good, bad = list(good_vectors()), list(hostile_vectors())
    for name, rows in (("good", good), ("hostile", bad)):
        lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
        yield os.path.join(HERE, name + ".jsonl"), ("\n".join(lines) + "\n").encode()
    yield os.path.join(PROTO, "asyncapi.yaml"), asyncapi.text().encode()
    corpus = os.path.join(os.path.dirname(PROTO), "tests", "fuzz", "corpus")
    for row in good:
        if row["name"].endswith(", every field"):
            frame = frame_bytes(row)
            yield os.path.join(corpus, "fuzz_decode", row["message"]), frame
            if row["message"].startswith("feed."):  # the first byte says how long a piece is
                yield os.path.join(corpus, "fuzz_feed", row["message"]), b"\xff" + frame
            elif b"submit" in frame or b"resolve" in frame or b"put" in frame:
                yield os.path.join(corpus, "fuzz_command", row["message"]), frame
    for number, row in enumerate(bad[::7]):
        frame = frame_bytes(row)
        if len(frame) < 1000:
            yield os.path.join(corpus, "fuzz_scan", f"{number:03}"), frame


def main():
    check = sys.argv[1:] == ["--check"]
    for path, content in outputs():
        if check:
            if not os.path.exists(path) or open(path, "rb").read() != content:
                sys.exit(f"{path} is not what make.py writes: run it and commit the result")
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)


if __name__ == "__main__":
    main()
