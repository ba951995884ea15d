# SPDX-License-Identifier: MPL-2.0
"""Values that fit the contract, always the same ones: for the vectors and for the examples of
asyncapi.yaml. A value depends on names alone, so a new message changes no other."""
import base64
import hashlib
import uuid

from tables import CONTRACT

TIME_US = 1_767_225_600_000_000
# What a reader would expect in a field of this name; used where the field's bounds admit it.
TYPICAL = {
    "name": "Coopérative Horizon", "email": "ida.roy@horizon.example", "phone": "+1 418 555 0123",
    "service": "legal.advice", "field": "law", "region": "ca.qc.montreal",
    "base_region": "ca.qc.montreal", "currency": "CAD", "source_ref": "portal-2026-0118",
    "text": "Nous cherchons de l'aide pour nos statuts.", "scheme": "ca-qc-neq", "origin": "register",
    "value": "1168234567", "consumer": "portal-a", "type": "intake.request.received",
}


class Id(bytes):
    """Bytes that JSON shows as a UUID."""


def seed_of(name):
    """A number that stays the same for the name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:2], "big")


def make_id(seed, version=7):
    """A UUID of one fixed millisecond."""
    digest = bytearray(hashlib.sha256(seed.encode()).digest()[:16])
    digest[0:6] = (TIME_US // 1000).to_bytes(6, "big")
    digest[6] = version << 4 | digest[6] & 15
    digest[8] = 0x80 | digest[8] & 63
    return bytes(digest)


def sample_text(field, seed, typical):
    """Text within the bounds, with a letter of two bytes."""
    text = f"é{field['name']} {seed % 7}"
    if typical and field["min"] <= len(TYPICAL.get(field["name"], "").encode()) <= field["max"]:
        text = TYPICAL.get(field["name"]) or text
    while len(text.encode()) < field["min"]:
        text += "."
    while len(text.encode()) > field["max"]:
        text = text[:-1]
    return text


def sample_code(field, seed, typical):
    """A code within the bounds."""
    text = TYPICAL.get(field["name"], "").lower() if typical else ""
    text = text if field["min"] <= len(text) <= field["max"] else ""
    return (text or f"{field['name']}.{seed % 10}")[:field["max"]]


def sample_bytes(field, seed):
    """Bytes of the least size, or a few."""
    size = field["min"] or min(9, field["max"])
    return (hashlib.sha256(str(seed).encode()).digest() * (size // 32 + 1))[:size]


def sample_number(field, seed):
    """A number within the bounds."""
    return min(max(field["min"], (seed * 7919) % 100_003 + 1), field["max"])


def sample_items(field, seed, full, typical):
    """LIST, IDS, TEXTS, MAP: two items, or as few as may be."""
    kind = field["kind"]
    count = max(field["min"], min(2, field["max"]) if full else field["min"], 1)
    if kind == "LIST":
        return [sample(field["sub"], seed + i, full or i == 0, typical) for i in range(count)]
    if kind == "IDS":
        return [Id(make_id(f"{field['name']}{seed}{i}")) for i in range(count)]
    if kind == "TEXTS":
        return [f"fr-{seed % 3}{i}" for i in range(count)]
    return {key: f"texte {seed % 5}" for key in ["en", "fr"][:count]}


def sample_value(field, seed, full, typical):
    """A value of the field's kind."""
    kind = field["kind"]
    if kind == "ID":
        return Id(make_id(f"{field['name']}{seed}"))
    if kind == "TEXT":
        return sample_text(field, seed, typical)
    if kind == "CODE":
        return sample_code(field, seed, typical)
    if kind == "LANG":
        return ["fr", "fr-CA", "en"][seed % 3]
    if kind == "INT":
        return sample_number(field, seed)
    if kind == "BOOL":
        return True
    if kind == "DATE":
        return f"20{26 + seed % 4}-{seed % 12 + 1:02}-{seed % 28 + 1:02}"
    if kind == "CHOICE":
        words = CONTRACT.choices[field["sub"]]
        return words[min(1, len(words) - 1)]
    if kind in ("BYTES", "SEALED"):
        return sample_bytes(field, seed)
    if kind == "RAW":
        return {"rows": [1, -1, None, True, "é", b"\0\1"]}
    if kind == "NEST":
        return sample(field["sub"], seed, True, typical)
    return sample_items(field, seed, full, typical)


def sample(record, seed, full, typical=False):
    """A value of the record: all fields, or the required ones only. Order is the contract's."""
    return {field["name"]: sample_value(field, seed + i, full, typical)
            for i, field in enumerate(CONTRACT.records[record])
            if full or field["required"]}


def edge_value(field, highest):
    """The value of a plain field at one of its bounds; None for a kind that has no such."""
    kind = field["kind"]
    bound = field["max"] if highest else field["min"]
    size = min(bound, 300)  # a bound of kilobytes is tested once, by hand
    if kind == "INT":
        return bound
    if kind == "TEXT" and size:
        return "x" * (size - 2) + "é" if size > 1 else "x"
    if kind == "CODE" and size:
        return "a.-_9"[:size] + "z" * (size - 5)
    if kind == "LANG":
        return "fra-Latn-CA" if highest else "fr"
    if kind == "DATE":
        return "9999-12-31" if highest else "1970-01-02"
    if kind == "CHOICE":
        return CONTRACT.choices[field["sub"]][-1] if len(CONTRACT.choices[field["sub"]]) > 1 else None
    if kind in ("BYTES", "SEALED") and size:
        return b"\xff" * size
    return None


def edges(record, highest):
    """The required fields and every plain one, at the lower or upper bounds. What an absent field
    reads as is not written."""
    value = {}
    for i, field in enumerate(CONTRACT.records[record]):
        edge = edge_value(field, highest)
        if field["required"] and edge is None:
            edge = sample_value(field, i, False, False)
        if edge is not None and (field["required"] or edge not in (0, "")):
            value[field["name"]] = edge
    return value


def jsonable(value):
    """The value as JSON: ids as 36 characters, bytes as base64."""
    if isinstance(value, Id):
        return str(uuid.UUID(bytes=bytes(value)))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [jsonable(each) for each in value]
    return value
