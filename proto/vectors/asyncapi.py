# SPDX-License-Identifier: MPL-2.0
"""proto/asyncapi.yaml from the tables of the contract: AsyncAPI 3.0, with x-zeromq for sockets, CURVE and
frames, and x-kind for what JSON Schema cannot say of MessagePack."""
import json
import os
import re

from samples import Id, jsonable, make_id, sample, seed_of
from tables import CONTRACT, INT64_MAX, INT64_MIN, PROTO

ROOT = os.path.dirname(PROTO)
SERVICES = ("intake", "matcher", "billing", "notifier")
PORT_FIRST = 5701
UNITS = {"cents": "minor units of the currency", "minutes": "minutes", "ms": "milliseconds",
         "us": "microseconds since 1970, UTC", "ppm": "parts per million", "km": "kilometres",
         "bytes": "bytes", "seq": "number in a journal", "days": "days"}
CODE, LANG = "^[a-z0-9._-]*$", "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
# Bytes of one text of a MAP and of a TEXTS, as in contract.h.
MAP_TEXT_MAX, TEXTS_ITEM_MAX = 2000, 64
PLAIN = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$"
MAP_KEY = "^[A-Za-z0-9._-]{1,64}$"
INTRODUCTION = """\
Four services, four sockets, one protocol. A client connects a DEALER to the ROUTER of a service and speaks
MessagePack: one message is one frame is one map with text keys. Commands and queries are answered with
a reply; events are read from the feed of the service. README.md beside this file tells the conversation, the
delivery contract, cursors and CURVE; this file holds every message, field, limit and error.

Schemas describe the JSON form: an id (x-kind: id) is text of 36 characters in JSON and bin of 16 bytes on the
wire; x-kind bytes and sealed are base64 in JSON and bin on the wire. All else is written alike. Bounds of
texts count UTF-8 bytes (x-min, x-max); minLength and maxLength are what follows for characters. Properties
stand in the order of the contract. Unknown keys are ignored; a key may appear in a later release."""


# ---- YAML: what JSON writes for scalars is YAML too ----

def scalar(value):
    """A scalar, or an empty or flat collection, in one line."""
    plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_ ()/.,;+'-]*[A-Za-z0-9).]|[A-Za-z]",
                                                    value)
    if plain and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n"):
        return value
    return json.dumps(value, ensure_ascii=False)


class Inline:
    """A value that is written in one line, however long."""

    def __init__(self, value):
        self.value = value


def is_flat(value):
    """Written in one line."""
    if isinstance(value, list):
        return all(not isinstance(item, (dict, list)) for item in value) and len(str(value)) < 90
    if isinstance(value, dict):
        return not value or list(value) == ["$ref"]
    return True


def yaml_lines(value, indent=""):
    """The lines of a map or a list."""
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in items:
        head = indent + ("- " if key is None else (scalar(key) if key != "$ref" else '"$ref"') + ":")
        if isinstance(item, str) and "\n" in item:
            yield head + " |-"
            yield from (f"{indent}  {line}".rstrip() for line in item.splitlines())
        elif is_flat(item):
            item = item.value if isinstance(item, Inline) else item
            text = json.dumps(item, ensure_ascii=False) if isinstance(item, (dict, list)) else scalar(item)
            yield head + ("" if key is None else " ") + text
        elif key is None:
            first, *rest = yaml_lines(item, indent + "  ")
            yield head + first[len(indent) + 2:]
            yield from rest
        else:
            yield head
            yield from yaml_lines(item, indent + "  ")


# ---- fields and records ----

def reference(kind, name):
    """A pointer into the components."""
    return {"$ref": f"#/components/{kind}/{name}"}


def text_limits(field):
    """Bounds in bytes, and what follows for characters."""
    limits = {"maxLength": field["max"], "x-min": field["min"], "x-max": field["max"]}
    return {"minLength": -(-field["min"] // 4), **limits} if field["min"] else limits


def integer_limits(field):
    """Bounds that a JSON number can state; without them all of 64 bits."""
    limits = {"minimum": field["min"]} if field["min"] != INT64_MIN else {}
    return {**limits, **({"maximum": field["max"]} if field["max"] != INT64_MAX else {})}


def item_limits(field, low="minItems", high="maxItems"):
    """How many."""
    return {low: field["min"], high: field["max"]} if field["min"] else {high: field["max"]}


def schema_of(field):
    """The form of a field's value."""
    kind = field["kind"]
    code = {"minLength": field["min"], "maxLength": field["max"]}
    binary = {"type": "string", "contentEncoding": "base64", "x-min": field["min"], "x-max": field["max"]}
    forms = {
        "ID": lambda: {"type": "string", "format": "uuid"},
        "TEXT": lambda: {"type": "string", **text_limits(field), "pattern": PLAIN},
        "CODE": lambda: {"type": "string", **code, "pattern": CODE},
        "LANG": lambda: {"type": "string", **code, "pattern": LANG},
        "INT": lambda: {"type": "integer", "format": "int64", **integer_limits(field)},
        "BOOL": lambda: {"type": "boolean"},
        "DATE": lambda: {"type": "string", "format": "date"},
        "CHOICE": lambda: {"type": "string", "enum": CONTRACT.choices[field["sub"]]},
        "BYTES": lambda: binary,
        "SEALED": lambda: binary,
        "MAP": lambda: {"type": "object", **item_limits(field, "minProperties", "maxProperties"),
                        "propertyNames": {"pattern": MAP_KEY},
                        "additionalProperties": {"type": "string", "maxLength": MAP_TEXT_MAX, "pattern": PLAIN}},
        "RAW": lambda: {"x-min": field["min"], "x-max": field["max"]},
        "NEST": lambda: {"allOf": [reference("schemas", field["sub"])]},
        "LIST": lambda: {"type": "array", **item_limits(field), "items": reference("schemas", field["sub"])},
        "IDS": lambda: {"type": "array", **item_limits(field), "items": {"type": "string", "format": "uuid"}},
        "TEXTS": lambda: {"type": "array", **item_limits(field),
                          "items": {"type": "string", "maxLength": TEXTS_ITEM_MAX, "pattern": PLAIN}},
    }
    return forms[kind]()


def absent_value(field):
    """What leaving an optional field out means, where that is a value."""
    values = {"INT": 0, "BOOL": False}
    if field["kind"] == "CHOICE":
        values["CHOICE"] = CONTRACT.choices[field["sub"]][0]
    value = values.get(field["kind"])
    low_enough = field["kind"] != "INT" or field["min"] <= 0
    return {} if field["required"] or value is None or not low_enough else {"default": value}


def field_schema(field):
    """A property with its kind, its unit and its words."""
    unit = UNITS.get(field["name"].rsplit("_", 1)[-1]) if field["kind"] == "INT" else None
    return {"description": field["doc"], "x-kind": field["kind"].lower(),
            **({"x-unit": unit} if unit else {}), **schema_of(field), **absent_value(field)}


def record_schema(name):
    """One record of the contract; each field in one line, so that a field more is a line more."""
    fields = CONTRACT.records[name]
    required = [field["name"] for field in fields if field["required"]]
    properties = {field["name"]: Inline(field_schema(field)) for field in fields}
    return {"description": CONTRACT.record_docs[name], "type": "object",
            **({"required": required} if required else {}),
            **({"properties": properties} if properties else {})}


# ---- errors: those that a message's own handler names, beside the common ones ----

HANDLE = re.compile(r"\.handle = (\w+)")
FUNCTION = re.compile(r"^(?!typedef)[\w*\[\] ]*?(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", re.M | re.S)
COMMON_BELOW = 3000  # bytes, fields, rights: every message may be refused so
ALWAYS = {"COMMAND": ("E_CONFLICT", "E_TOO_OLD", "E_BUSY", "E_ID", "E_NEVER", "E_POISON", "E_AFTER"),
          "QUERY": ("E_BUSY", "E_ANSWER_SIZE", "E_AFTER")}


def functions_of(service):
    """{(service, file): {function: body}}."""
    found, folder = {}, os.path.join(ROOT, "services", service)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".c"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            found[service, name] = {**dict(FUNCTION.findall(text)),
                                    "": "".join(f"{handle}(" for handle in HANDLE.findall(text))}
    return found


def handler_errors(sources, handler):
    """Names of the errors in the handler and in what it calls within its service and the runtime."""
    shared = {name: body for (_, file), bodies in sources.items() if not file.startswith("handle_")
              for name, body in bodies.items()}
    open_ends, seen, errors = list(sources.get(handler, {}).values()), set(), set()
    while open_ends:
        body = open_ends.pop()
        errors.update(re.findall(r"\bE_[A-Z_]+\b", body))
        for name in set(re.findall(r"\b(\w+)\(", body)) & shared.keys() - seen:
            seen.add(name)
            open_ends.append(shared[name])
    return errors


class Errors:
    """Which numbered errors a command or query may be answered with."""

    def __init__(self):
        self.codes = {error["name"]: int(error["code"]) for error in CONTRACT.errors}
        runtime = functions_of("runtime")
        self.sources = {service: {**runtime, **functions_of(service)} for service in (*SERVICES, "runtime")}

    def of(self, message):
        """{name: number}, by number; the common ones are not repeated."""
        owner = "runtime" if message["owner"] == "any" else message["owner"]
        stem = message["name"].removeprefix(owner + "_")
        names = handler_errors(self.sources[owner], (owner, f"handle_{stem}.c")) | set(ALWAYS[message["class"]])
        pairs = ((self.codes[name], name) for name in names if self.codes.get(name, 0) >= COMMON_BELOW)
        return {name: code for code, name in sorted(pairs)}


# ---- messages ----

def shown(message):
    """An example as JSON; each field of its data in one line."""
    whole = jsonable(message)
    return {**whole, "data": {name: Inline(value) for name, value in whole["data"].items()}}


def payload(message):
    """Envelope with the record of the type as its data."""
    data = {"allOf": [reference("schemas", message["name"])]}
    required = ["id"] if message["class"] in ("COMMAND", "QUERY") else []
    if any(field["required"] for field in CONTRACT.records[message["name"]]):
        required.append("data")
    own = {"type": "object", "properties": {"type": {"const": message["type"]}, "data": data}}
    return {"allOf": [reference("schemas", "envelope"), {**own, **({"required": required} if required else {})}]}


def example(message):
    """A whole message; its data is that of the vector "every field"."""
    whole = {"id": Id(make_id("message " + message["name"])), "type": message["type"]}
    if message["class"] == "EVENT":
        whole.update(source=message["owner"], subject=Id(make_id("subject")), part=0, seq=4711)
    if message["class"] == "FEED":
        del whole["id"]
    return {**whole, "data": sample(message["name"], seed_of(message["name"]), True, typical=True)}


def message_object(message, errors):
    """A message: who listens to it, what it is answered with, how it looks."""
    readers = [service for service, name in CONTRACT.consumers if name == message["name"]]
    asks = message["class"] in ("COMMAND", "QUERY")
    return {"name": message["type"], "title": message["type"], "summary": message["doc"],
            "x-class": message["class"].lower(), "x-owner": message["owner"],
            "x-record": message["name"], **({"x-answer": message["answer"]} if asks else {}),
            **({"x-consumed-by": readers} if readers else {}),
            **({"x-errors": errors.of(message)} if asks else {}),
            "contentType": "application/msgpack", "payload": payload(message),
            "examples": [{"name": "every-field", "payload": shown(example(message))}]}


def reply_object(message):
    """What answers a command or query."""
    data = {"allOf": [reference("schemas", message["answer"])]}
    good = {"re": Id(make_id("message " + message["name"])), "status": "done", "seq": 42,
            "incarnation": Id(make_id("incarnation")),
            "data": sample(message["answer"], seed_of(message["answer"]), True, typical=True)}
    return {"name": message["type"] + ".reply", "title": "Answer to " + message["type"],
            "contentType": "application/msgpack",
            "payload": {"allOf": [reference("schemas", "reply"), {"properties": {"data": data}}]},
            "examples": [{"name": "done", "payload": shown(good)}]}


def messages():
    """All of components.messages."""
    errors, found = Errors(), {}
    for message in CONTRACT.messages:
        found[message["type"]] = message_object(message, errors)
        if message["class"] in ("COMMAND", "QUERY"):
            found[message["type"] + ".reply"] = reply_object(message)
    return found


def spoken_at(service, *classes):
    """Messages of these classes at a service's socket."""
    return [m for m in CONTRACT.of_class(*classes) if m["owner"] in (service, "any")]


def channel(service):
    """The socket of a service."""
    asked = spoken_at(service, "COMMAND", "QUERY")
    names = [m["type"] for m in asked] + [m["type"] + ".reply" for m in asked] + \
        [m["type"] for m in spoken_at(service, "EVENT", "FEED")]
    return {"address": None, "title": f"The socket of {service}",
            "description": "Commands, queries and their replies; the feed; events inside feed.batch",
            "servers": [{"$ref": f"#/servers/{service}"}],
            "messages": {name: reference("messages", name) for name in names}}


def at(service, name):
    """A message as it stands in a channel."""
    return {"$ref": f"#/channels/{service}/messages/{name}"}


def operation(service, message):
    """What the service does with a message."""
    action = "send" if message["class"] == "EVENT" or message["name"] in FEED_SENT else "receive"
    here = {"$ref": f"#/channels/{service}"}
    whole = {"action": action, "channel": here, "summary": message["doc"],
             "messages": [at(service, message["type"])]}
    if message["class"] in ("COMMAND", "QUERY"):
        whole["reply"] = {"channel": here, "messages": [at(service, message["type"] + ".reply")]}
    return whole


FEED_SENT = ("feed_ok", "feed_refused", "feed_batch", "feed_heartbeat")


def operations():
    """Every message at every service that speaks it."""
    found = {}
    for service in SERVICES:
        for message in spoken_at(service, "COMMAND", "QUERY", "EVENT", "FEED"):
            name = message["type"] if message["owner"] == service else f"{service}.{message['type']}"
            found[name] = operation(service, message)
    return found


# ---- the document ----

def server(number, service):
    """Where the sandbox has it; an installation names its own endpoints."""
    return {"host": f"127.0.0.1:{PORT_FIRST + number}", "protocol": "zeromq", "protocolVersion": "3.1",
            "description": f"The ROUTER of {service}; several instances may stand by at other endpoints",
            "x-zeromq": {
                "socket": "ROUTER", "client-socket": "DEALER", "frames": 1, "max-message-bytes": 262144,
                "client-maxmsgsize": 278528,
                "encoding": "msgpack: one map with text keys, no floats, no extension types",
                "max-depth": 8, "max-elements": 10000,
                "curve": {"server-key": "Z85 of 40 characters, from the operator",
                          "client-key": "authorised by its public key in the registry"}}}


def release():
    """The version of the project."""
    with open(os.path.join(ROOT, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(entraide VERSION ([\d.]+)", file.read())[1]


def error_table():
    """Every numbered error."""
    return {error["name"]: {"code": int(error["code"]), "class": error["class"].lower(), "en": error["en"],
                            "fr": error["fr"], "remedy": error["remedy_en"], "remède": error["remedy_fr"]}
            for error in CONTRACT.errors}


def document():
    """The whole description."""
    licence = {"name": "MPL-2.0", "url": "https://www.mozilla.org/MPL/2.0/"}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Entraide", "version": release(), "description": INTRODUCTION, "license": licence},
        "defaultContentType": "application/msgpack",
        "servers": {service: server(i, service) for i, service in enumerate(SERVICES)},
        "channels": {service: channel(service) for service in SERVICES},
        "operations": operations(),
        "components": {"schemas": {name: record_schema(name) for name in CONTRACT.records},
                       "messages": messages()},
        "x-errors": error_table(),
    }


def text():
    """The file."""
    head = "# SPDX-License-Identifier: MPL-2.0\n# Made by proto/vectors/make.py from the tables of proto/.\n"
    return head + "\n".join(yaml_lines(document())) + "\n"
