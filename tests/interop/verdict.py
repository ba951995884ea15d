# SPDX-License-Identifier: MPL-2.0
"""What a service says of the bytes of a message, decided from proto/asyncapi.yaml alone: "ok" or the name
of an error, and the path of the field.

    Judge(yaml_text).judge(frame)            a message
    Judge(yaml_text).judge_reply(frame)      a reply, which has no envelope
"""
import datetime
import re

import msgpack
import yaml

SIZE_MAX, DEPTH_MAX, ELEMENT_MAX = 262144, 8, 10000
INT64 = range(-(2 ** 63), 2 ** 63)
KINDS = {"id": bytes, "bytes": bytes, "sealed": bytes, "text": str, "code": str, "lang": str, "date": str,
         "choice": str, "int": int, "bool": bool, "map": list, "nest": list, "list": tuple, "ids": tuple,
         "texts": tuple}
PLAIN = re.compile("[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*")
MAP_KEY = re.compile("[A-Za-z0-9._-]{1,64}")


class Refused(Exception):
    """error, and the path from the outside in."""

    def __init__(self, error, path=""):
        super().__init__(error, path)
        self.error, self.path = error, path


# ---- the bytes ----

# Head -> (what it is, bytes of its size or value, largest size that a shorter form holds).
HEADS = {0xc0: ("plain", 0, 0), 0xc2: ("plain", 0, 0), 0xc3: ("plain", 0, 0),
         0xc4: ("bytes", 1, -1), 0xc5: ("bytes", 2, 0xff), 0xc6: ("bytes", 4, 0xffff),
         0xd9: ("text", 1, 31), 0xda: ("text", 2, 0xff), 0xdb: ("text", 4, 0xffff),
         0xdc: ("array", 2, 15), 0xdd: ("array", 4, 0xffff), 0xde: ("map", 2, 15), 0xdf: ("map", 4, 0xffff),
         **{0xcc + i: ("unsigned", 2 ** i, 0) for i in range(4)},
         **{0xd0 + i: ("signed", 2 ** i, 0) for i in range(4)}}


class Scan:
    """One pass over the bytes; raises at the first that is wrong."""

    def __init__(self, frame):
        self.frame, self.at, self.elements = frame, 0, 0
        if len(frame) > SIZE_MAX:
            raise Refused("E_FRAME_SIZE")
        self.value(0, False)
        if self.at != len(frame):
            raise Refused("E_FRAME_TRAILING")

    def take(self, size):
        """The next bytes."""
        if len(self.frame) - self.at < size:
            raise Refused("E_FRAME")
        self.at += size
        return self.frame[self.at - size:self.at]

    def value(self, depth, is_key):
        """One value, with all it holds."""
        head = self.take(1)[0]
        if is_key and not (0xa0 <= head <= 0xbf or 0xd9 <= head <= 0xdb):
            raise Refused("E_FRAME")
        if head < 0x80 or head >= 0xe0:
            return
        if head < 0xc0:
            shape = "map" if head < 0x90 else "array" if head < 0xa0 else "text"
            self.sized(shape, head & (0x1f if shape == "text" else 0x0f), depth)
            return
        shape, width, shorter_max = HEADS.get(head) or self.refuse("E_FRAME_TYPE")
        number = int.from_bytes(self.take(width), "big", signed=shape == "signed")
        if shape in ("unsigned", "signed"):
            self.shortest(shape, width, number)
        elif shape != "plain":
            if number <= shorter_max:
                raise Refused("E_FRAME_MINIMAL")
            self.sized(shape, number, depth)

    @staticmethod
    def refuse(error):
        """For use in an expression."""
        raise Refused(error)

    @staticmethod
    def shortest(shape, width, number):
        """No shorter form could hold the number."""
        if shape == "unsigned":
            good = number > (0x7f if width == 1 else 2 ** (4 * width) - 1)
        else:
            good = number < (-32 if width == 1 else -(2 ** (4 * width - 1)))
        if not good:
            raise Refused("E_FRAME_MINIMAL")

    def sized(self, shape, size, depth):
        """Text, bytes, or a container with its children."""
        if shape == "text":
            try:
                self.take(size).decode()
            except UnicodeDecodeError:
                raise Refused("E_FRAME_UTF8") from None
        elif shape == "bytes":
            self.take(size)
        else:
            self.children(shape, size * 2 if shape == "map" else size, depth)

    def children(self, shape, count, depth):
        """Every child takes a byte at least, so a count beyond the bytes left is refused at once."""
        if depth == DEPTH_MAX:
            raise Refused("E_FRAME_DEPTH")
        if count > len(self.frame) - self.at:
            raise Refused("E_FRAME")
        if count > ELEMENT_MAX - self.elements:
            raise Refused("E_FRAME_ELEMENTS")
        self.elements += count
        for i in range(count):
            self.value(depth + 1, shape == "map" and i % 2 == 0)


def unpack(frame):
    """The value: a map is a list of pairs, so that a key may be seen twice; an array is a tuple."""
    return msgpack.unpackb(frame, raw=False, use_list=False, object_pairs_hook=list, strict_map_key=True)


# ---- the fields ----

def within(size, low, high, error):
    """Refuses what is outside."""
    if size < low or (high is not None and size > high):
        raise Refused(error)


def is_day(text):
    """A day of the calendar from 1970, as YYYY-MM-DD."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.A)) and \
            datetime.date.fromisoformat(text).year >= 1970
    except ValueError:
        return False


class Judge:
    """The schemas of the contract."""

    def __init__(self, text):
        components = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]
        self.schemas = components["schemas"]
        self.messages = {name: message for name, message in components["messages"].items()
                         if not name.endswith(".reply")}

    def judge(self, frame):
        """("ok", "") or (error, path)."""
        return self._judge(frame, self._message)

    def judge_reply(self, frame):
        """The same for a reply."""
        return self._judge(frame, lambda pairs: self._record(self.schemas["reply"], pairs))

    @staticmethod
    def _judge(frame, check):
        try:
            Scan(frame)
            pairs = unpack(frame)
            if not isinstance(pairs, list):
                raise Refused("E_FRAME")
            check(pairs)
        except Refused as refusal:
            return refusal.error, refusal.path
        return "ok", ""

    def _message(self, pairs):
        self._record(self.schemas["envelope"], pairs)
        envelope = dict(pairs)
        message = self.messages.get(envelope["type"])
        if not message:
            raise Refused("E_TYPE", "type")
        if message["x-class"] in ("command", "query") and not any(envelope.get("id", b"")):
            raise Refused("E_FIELD_MISSING", "id")
        self._under("data", lambda: self._record(self.schemas[message["x-record"]], envelope.get("data", [])))

    @staticmethod
    def _under(name, check):
        """What is refused inside is refused under this name."""
        try:
            check()
        except Refused as refusal:
            dot = "." if refusal.path and refusal.path[0] != "[" else ""
            raise Refused(refusal.error, name + dot + refusal.path) from None

    def _record(self, schema, pairs):
        if not isinstance(pairs, list):
            raise Refused("E_FIELD_KIND")
        fields, seen = schema.get("properties", {}), set()
        for key, value in pairs:
            if key in seen and key in fields:
                raise Refused("E_FIELD_TWICE", key)
            seen.add(key)
            if key in fields:
                required = key in schema.get("required", [])
                self._under(key, lambda f=fields[key], v=value, r=required: self._field(f, v, r))
        for name in schema.get("required", []):
            if name not in seen:
                raise Refused("E_FIELD_MISSING", name)

    def _field(self, field, value, required):
        kind = field["x-kind"]
        if kind == "raw":
            return
        if not isinstance(value, KINDS[kind]) or (kind == "int" and isinstance(value, bool)):
            raise Refused("E_FIELD_KIND")
        if kind == "id":
            self._id(value, required)
        elif kind == "int":
            good = value in INT64 and field.get("minimum", value) <= value <= field.get("maximum", value)
            within(good, 1, 1, "E_FIELD_RANGE")
        elif kind in ("bytes", "sealed"):
            within(len(value), field["x-min"], field["x-max"], "E_FIELD_LENGTH")
        elif kind in ("text", "code", "lang"):
            self._text(field, value)
        elif kind == "date":
            within(is_day(value), 1, 1, "E_FIELD_FORMAT")
        elif kind == "choice":
            within(value in field["enum"], 1, 1, "E_FIELD_CHOICE")
        elif kind == "nest":
            self._record(self._schema(field["allOf"][0]), value)
        elif kind == "map":
            self._map(field, value)
        elif kind != "bool":
            self._items(field, value)

    def _schema(self, reference):
        return self.schemas[reference["$ref"].rsplit("/", 1)[1]]

    @staticmethod
    def _id(value, required):
        within(len(value), 16, 16, "E_FIELD_LENGTH")
        within(not required or any(value), 1, 1, "E_FIELD_MISSING")

    @staticmethod
    def _text(field, value):
        low, high = field.get("x-min", field.get("minLength", 0)), field.get("x-max", field["maxLength"])
        within(len(value.encode()), low, high, "E_FIELD_LENGTH")
        within(bool(re.fullmatch(field["pattern"].strip("^$"), value)), 1, 1, "E_FIELD_FORMAT")

    def _map(self, field, pairs):
        within(len(pairs), field.get("minProperties", 0), field["maxProperties"], "E_FIELD_COUNT")
        seen = set()
        for key, value in pairs:
            within(bool(MAP_KEY.fullmatch(key)), 1, 1, "E_FIELD_FORMAT")
            good = isinstance(value, str)
            error = "E_FIELD_KIND" if not good else \
                "E_FIELD_LENGTH" if len(value.encode()) > field["additionalProperties"]["maxLength"] else \
                "E_FIELD_FORMAT" if not PLAIN.fullmatch(value) else \
                "E_FIELD_TWICE" if key in seen else None
            if error:
                raise Refused(error, key)
            seen.add(key)

    def _items(self, field, items):
        within(len(items), field.get("minItems", 0), field["maxItems"], "E_FIELD_COUNT")
        for i, item in enumerate(items):
            self._under(f"[{i}]", lambda each=item: self._item(field, each))

    def _item(self, field, item):
        if field["x-kind"] == "list":
            self._record(self._schema(field["items"]), item)
        elif not isinstance(item, bytes if field["x-kind"] == "ids" else str):
            raise Refused("E_FIELD_KIND")
        elif field["x-kind"] == "ids":
            self._id(item, True)
        else:
            within(len(item.encode()), 0, field["items"]["maxLength"], "E_FIELD_LENGTH")
            within(bool(PLAIN.fullmatch(item)), 1, 1, "E_FIELD_FORMAT")
