#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Verifies certificates of periods with exact fractions, written from services/billing/certificate.md alone.

usage: certificate.py [--key HEX] FILE...

--key: the public key that the co-operative has made known (64 hexadecimal digits); without it the one in the
file is used, and that is said. Several files of one period, in order, are checked as a chain.
Exit code 0: all hold; 1: one does not, and which rule it breaks is said."""

import argparse
import ctypes
import ctypes.util
import hashlib
import math
import re
import sys
from fractions import Fraction

import msgpack

ORDER = {
    "certificate": ("format period number previous first_day last_day fiscal_year currency method idle_time "
                    "late_costs rounding_memory reserve_pool cost_cents carried_cents provisional_cents "
                    "true_up_cents entries drivers pools objects payers lines program non_member_policy "
                    "reserve_ppm surplus_policy"),
    "entries": "id day amount_cents account target target_id unallowable funder",
    "drivers": "kind counts",
    "counts": "place quantity pool",
    "pools": "id code kind step denominator cost_cents chain used quantity through",
    "chain": "driver",
    "objects": "id kind direct_cents shares",
    "shares": "payer weight",
    "payers": "id cents provisional_cents true_up_cents note carry_before carry_after",
    "lines": "payer object cents",
}
REQUIRED = {
    "certificate": ("format period number first_day last_day fiscal_year currency method idle_time late_costs "
                    "rounding_memory cost_cents carried_cents provisional_cents true_up_cents program"),
    "entries": "id day amount_cents account target target_id",
    "drivers": "kind",
    "counts": "place quantity",
    "pools": "id code kind denominator cost_cents chain used quantity through",
    "chain": "driver",
    "objects": "id kind direct_cents",
    "shares": "payer weight",
    "payers": "id cents provisional_cents true_up_cents",
    "lines": "payer object cents",
}
TYPES = {int: ("format number cost_cents carried_cents provisional_cents true_up_cents amount_cents place "
               "quantity step driver used direct_cents payer object weight cents "
               "reserve_ppm"),
         bytes: "previous id target_id funder",
         bool: "rounding_memory unallowable pool"}
TYPE_OF = {name: kind for kind, names in TYPES.items() for name in names.split()}
WORDS = {
    ("certificate", "method"): ("reciprocal", "step_down", "direct"),
    ("certificate", "idle_time"): ("users", "all"),
    ("certificate", "late_costs"): ("then", "now"),
    ("certificate", "non_member_policy"): ("cost", "refuse", "reserve"),
    ("certificate", "surplus_policy"): ("reserve",),
    ("entries", "target"): ("pool", "engagement", "object"),
    ("drivers", "kind"): ("minutes", "all_minutes", "direct_cost", "members", "headcount", "area", "tickets",
                          "weights"),
    ("pools", "kind"): ("support", "professional", "service", "training", "idle", "reserve"),
    ("pools", "denominator"): ("actual", "practical_capacity"),
    ("objects", "kind"): ("engagement", "object"),
}
READ_DRIVERS = ("headcount", "area", "tickets", "weights")
CODE = re.compile(r"[a-z0-9._-]+")
DATE = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
FRACTION = re.compile(r"(0|-?[1-9][0-9]*)(/([1-9][0-9]*))?")


class Broken(Exception):
    """A rule that does not hold."""


def hold(condition, rule, words):
    """Raises with the rule's number when the condition does not hold."""
    if not condition:
        raise Broken(f"rule {rule}: {words}")


def fraction(text):
    """A fraction of the one form that is allowed."""
    match = isinstance(text, str) and FRACTION.fullmatch(text)
    hold(match, "form", f"not a fraction: {text!r}")
    value = Fraction(text)
    hold(str(value) == text, "form", f"not in lowest terms: {text}")
    return value


# ---- form ----

def check_value(record, name, value):
    """One field."""
    kind = TYPE_OF.get(name, str)
    hold(type(value) is kind, "form", f"{record}.{name} is not of its kind")
    if kind is int:
        hold(-2 ** 63 <= value < 2 ** 63, "form", f"{record}.{name} has more than 64 bits")
    if kind is bytes:
        hold(len(value) == (32 if name == "previous" else 16), "form", f"{record}.{name} has another size")
    if (record, name) in WORDS:
        hold(value in WORDS[record, name], "form", f"{record}.{name} is no such word")
    if name in ("period", "fiscal_year", "account", "code", "reserve_pool"):
        hold(CODE.fullmatch(value), "form", f"{record}.{name} is no code")
    if name in ("first_day", "last_day", "day"):
        hold(DATE.fullmatch(value), "form", f"{record}.{name} is no day")
    if name == "currency":
        hold(len(value) == 3, "form", "currency has three letters")


def check_record(record, item):
    """Fields in order, none missing, none that says nothing; lists in turn."""
    order = ORDER[record].split()
    hold(isinstance(item, dict), "form", f"{record} is not a map")
    hold([name for name in order if name in item] == list(item), "form", f"{record}: other fields or another order")
    required = REQUIRED[record].split()
    hold(all(name in item for name in required), "form", f"{record}: a field is missing")
    for name, value in item.items():
        if name not in required:
            hold(value not in (0, "", b"", [], False, None), "form", f"{record}.{name} says nothing")
        if name in ORDER:
            hold(isinstance(value, list) and value, "form", f"{record}.{name} is not a list")
            for each in value:
                check_record(name, each)
        else:
            check_value(record, name, value)


def ascending(keys):
    """Strictly."""
    return all(a < b for a, b in zip(keys, keys[1:]))


def check_places(it):
    """Rules 1 to 5."""
    hold(it["format"] == 1, 1, "format")
    hold(it["number"] >= 1 and (it["number"] > 1) == ("previous" in it), 1, "number and previous")
    hold(it["first_day"] <= it["last_day"], 2, "days")
    for name in ("entries", "objects", "payers"):
        hold(ascending([each["id"] for each in it[name]]), 2, f"order of {name}")
    hold(ascending([(pool.get("step", 0), pool["id"]) for pool in it["pools"]]), 2, "order of pools")
    hold(len({pool["id"] for pool in it["pools"]}) == len(it["pools"]), 2, "a pool twice")
    for driver in it["drivers"]:
        keys = [(not count.get("pool", False), count["place"]) for count in driver.get("counts", [])]
        hold(ascending(keys), 2, "order of counts")
        for count in driver.get("counts", []):
            there = len(it["pools" if count.get("pool") else "objects"])
            hold(0 <= count["place"] < there and count["quantity"] >= 1, 2, "a count")
    used = set()
    for pool in it["pools"]:
        chain = [link["driver"] for link in pool["chain"]]
        hold(all(0 <= place < len(it["drivers"]) for place in chain), 2, "place of a driver")
        hold(len(set(chain)) == len(chain) <= 4, 2, "a driver twice in a chain")
        used.update(chain)
    hold(used == set(range(len(it["drivers"]))), 5, "a driver that no pool has")
    for one in it["objects"]:
        payers = [share["payer"] for share in one.get("shares", [])]
        hold(ascending(payers) and all(0 <= payer < len(it["payers"]) for payer in payers), 2, "order of shares")
        weights = [share["weight"] for share in one.get("shares", [])]
        hold(all(weight >= 1 for weight in weights) and math.gcd(*weights) <= 1, 2, "a weight")
    keys = [(line["payer"], line["object"]) for line in it["lines"]]
    hold(ascending(keys), 2, "order of lines")
    hold(all(0 <= payer < len(it["payers"]) and -1 <= one < len(it["objects"]) for payer, one in keys), 2,
         "place in a line")


# ---- cost and drivers ----

def check_cost(it):
    """Rules 3, 6 and 7."""
    pools = {pool["id"]: 0 for pool in it["pools"]}
    objects = {(one["kind"], one["id"]): 0 for one in it["objects"]}
    for entry in it["entries"]:
        hold(entry.get("unallowable", False) == ("funder" in entry), 3, "a funder")
        if entry.get("unallowable"):
            continue
        sums = pools if entry["target"] == "pool" else objects
        key = entry["target_id"] if sums is pools else (entry["target"], entry["target_id"])
        hold(key in sums, 3, "the target of an entry")
        sums[key] += entry["amount_cents"]
    hold(all(pools[pool["id"]] == pool["cost_cents"] for pool in it["pools"]), 6, "cost of a pool")
    hold(all(objects[one["kind"], one["id"]] == one["direct_cents"] for one in it["objects"]), 6,
         "direct cost of an object")
    direct = [(place, one["direct_cents"]) for place, one in enumerate(it["objects"]) if one["direct_cents"] > 0]
    for driver in it["drivers"]:
        counts = driver.get("counts", [])
        if driver["kind"] == "direct_cost":
            hold([(count["place"], count["quantity"]) for count in counts] == direct, 7, "counts of direct cost")
        for count in counts:
            if count.get("pool"):
                idle = it["pools"][count["place"]]["kind"] == "idle"
                hold(driver["kind"] in READ_DRIVERS or (driver["kind"] == "minutes" and idle), 7,
                     "a pool is counted by this kind of driver")


def counting(it, pool, driver, carried):
    """The counts of a driver that count for a pool: [(leads to a pool, place, quantity)]."""
    looks = {"reciprocal": lambda place: True, "step_down": lambda place: place > pool,
             "direct": lambda place: False}[it["method"]]
    found = []
    for count in it["drivers"][driver].get("counts", []):
        place = count["place"]
        if not count.get("pool"):
            found.append((False, place, count["quantity"]))
        elif place != pool and place not in carried and looks(place):
            found.append((True, place, count["quantity"]))
    return found


def settle(it):
    """Rules 8 to 10; returns the targets of each pool, [] for those carried forward."""
    carried = set()
    while True:
        targets, more = [], set()
        for place, pool in enumerate(it["pools"]):
            best = next(((link["driver"], found) for link in pool["chain"]
                         if (found := counting(it, place, link["driver"], carried))), (-1, []))
            targets.append((best[0], [] if place in carried else best[1]))
            if best[0] < 0:
                more.add(place)
        if more <= carried:
            break
        carried |= more
    for place, (pool, (driver, found)) in enumerate(zip(it["pools"], targets)):
        hold(pool["used"] == (-1 if place in carried else driver), 9, "the driver used")
        hold(pool["quantity"] == sum(quantity for _, _, quantity in found), 9, "the sum of counts")
    cost = sum(pool["cost_cents"] for place, pool in enumerate(it["pools"]) if place not in carried)
    cost += sum(one["direct_cents"] for one in it["objects"])
    hold(it["cost_cents"] == cost, 10, "the cost that is shared out")
    hold(it["carried_cents"] == sum(it["pools"][place]["cost_cents"] for place in carried), 10,
         "the cost that is carried forward")
    return [found for _, found in targets]


def check_reach(it, targets):
    """Rule 11; returns the pools that something flows through."""
    flows = {place for place, pool in enumerate(it["pools"]) if pool["cost_cents"] and targets[place]}
    while more := {place for pool in flows for to_pool, place, _ in targets[pool] if to_pool} - flows:
        flows |= more
    reaches = set()
    while more := {place for place, found in enumerate(targets)
                   if any(not to_pool or to in reaches for to_pool, to, _ in found)} - reaches:
        reaches |= more
    hold(flows <= reaches, 11, "cost that reaches no object")
    return flows


# ---- flow and rounding ----

def largest_remainder(quotas, total):
    """{id: quota} -> {id: whole}, by the rule."""
    whole = {one: quota.numerator // quota.denominator for one, quota in quotas.items()}
    rest = total - sum(whole.values())
    if not quotas:
        hold(rest == 0, "rounding", "something is left and nobody to give it to")
        return whole
    each, rest = divmod(rest, len(quotas))
    order = sorted(quotas, key=lambda one: (whole[one] - quotas[one], one))
    return {one: whole[one] + each + (place < rest) for place, one in enumerate(order)}


def flow(it, targets, flows):
    """Rule 12; returns what each object costs."""
    through = [fraction(pool["through"]) for pool in it["pools"]]
    arrived = [Fraction(pool["cost_cents"]) for pool in it["pools"]]
    objects = [Fraction(one["direct_cents"]) for one in it["objects"]]
    for place, found in enumerate(targets):
        if not found:
            hold(through[place] == 0, 9, "something flows through a pool that is carried forward")
            arrived[place] = Fraction(0)
            continue
        if it["method"] == "step_down":
            hold(through[place] == arrived[place], 12, "what goes through a pool")
            hold(through[place].denominator == 1, 12, "a step is not whole")
        sums = it["pools"][place]["quantity"]
        parts = {(it["pools" if to_pool else "objects"][to]["id"], to_pool, to): through[place] * quantity / sums
                 for to_pool, to, quantity in found}
        if it["method"] == "step_down":
            parts = largest_remainder(parts, int(through[place]))
        for (_, to_pool, to), part in parts.items():
            (arrived if to_pool else objects)[to] += part
    for place, pool in enumerate(it["pools"]):
        if targets[place]:
            hold(through[place] == arrived[place], 12, "what goes through a pool")
            hold(place in flows or through[place] == 0, 12, "a flow from nowhere")
    return objects


def check_payers(it, objects):
    """Rules 13 to 15."""
    own = [{} for _ in it["payers"]]
    for place, one in enumerate(it["objects"]):
        shares = one.get("shares", [])
        hold(shares or objects[place] == 0, 13, "an object with cost and no payer")
        weights = sum(share["weight"] for share in shares)
        for share in shares:
            if objects[place]:
                own[share["payer"]][place] = objects[place] * share["weight"] / weights
    memory = it["rounding_memory"]
    quotas, lines = {}, []
    for payer, parts in zip(it["payers"], own):
        hold(memory or not ("carry_before" in payer or "carry_after" in payer), 15, "a carry without memory")
        quotas[payer["id"]] = sum(parts.values(), fraction(payer.get("carry_before", "0")))
    cents = largest_remainder(quotas, it["cost_cents"])
    for place, (payer, parts) in enumerate(zip(it["payers"], own)):
        hold(payer["cents"] == cents[payer["id"]], 13, "what a payer pays")
        left = quotas[payer["id"]] - payer["cents"]
        hold(not memory or fraction(payer.get("carry_after", "0")) == left, 15, "what is carried over")
        whole = largest_remainder({(it["objects"][one]["id"], one): part for one, part in parts.items()},
                                  payer["cents"]) if parts else {}
        lines += [(place, one, amount) for (_, one), amount in sorted(whole.items(), key=lambda each: each[0][1])]
        if not parts and payer["cents"]:
            lines.append((place, -1, payer["cents"]))
    found = [(line["payer"], line["object"], line["cents"]) for line in it["lines"]]
    hold(found == lines, 14, "the lines")


def check_billing(it):
    """Rules 16 and 17."""
    for payer in it["payers"]:
        hold(payer["true_up_cents"] == payer["cents"] - payer["provisional_cents"], 16, "a true-up")
        hold(("note" in payer) == (payer["true_up_cents"] != 0), 16, "a note")
    notes = [payer["note"] for payer in it["payers"] if "note" in payer]
    hold(len(set(notes)) == len(notes), 16, "a note twice")
    for name in ("provisional_cents", "true_up_cents"):
        hold(it[name] == sum(payer[name] for payer in it["payers"]), 17, f"the sum of {name}")
    hold(it["provisional_cents"] + it["true_up_cents"] == it["cost_cents"], 17, "billed is not cost")


def verify_body(body):
    """The certificate of a body, or Broken."""
    try:
        it = msgpack.unpackb(body, raw=False, strict_map_key=True)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise Broken(f"rule form: not MessagePack: {error}") from error
    check_record("certificate", it)
    hold(msgpack.packb(it, use_bin_type=True) == body, "form", "not in canonical form")
    for name in ("entries", "drivers", "pools", "objects", "payers", "lines"):
        it.setdefault(name, [])
    check_places(it)
    check_cost(it)
    targets = settle(it)
    objects = flow(it, targets, check_reach(it, targets))
    check_payers(it, objects)
    check_billing(it)
    return it


# ---- files ----

def signature_holds(signature, digest, key):
    """Ed25519 by libsodium."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    sodium.sodium_init()
    return sodium.crypto_sign_verify_detached(signature, digest, ctypes.c_ulonglong(len(digest)), key) == 0


def verify_file(content, key):
    """The certificate of a file's bytes and the hash of its body, or Broken."""
    try:
        held = msgpack.unpackb(content, raw=False, strict_map_key=True)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise Broken(f"rule form: not MessagePack: {error}") from error
    hold(isinstance(held, dict) and list(held) == ["body", "signature", "key"], "form", "not such a file")
    hold(all(isinstance(value, bytes) for value in held.values()), "form", "not such a file")
    hold(len(held["signature"]) == 64 and len(held["key"]) == 32, 1, "the signature")
    digest = hashlib.sha256(held["body"]).digest()
    hold(key is None or held["key"] == key, 1, "signed by another key")
    hold(signature_holds(held["signature"], digest, held["key"]), 1, "the signature")
    return verify_body(held["body"]), digest


def main():
    """Verifies each file, and the chain."""
    parser = argparse.ArgumentParser(description="Verifies certificates of periods.")
    parser.add_argument("--key", help="public key, 64 hexadecimal digits")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    before = None
    for path in options.files:
        with open(path, "rb") as file:
            content = file.read()
        try:
            it, digest = verify_file(content, bytes.fromhex(options.key) if options.key else None)
            if before and before[0]["period"] == it["period"]:
                hold(it.get("previous") == before[1], 1, "not the next certificate of the period")
        except Broken as broken:
            print(f"{path}: {broken}")
            return 1
        before = (it, digest)
        unknown = "" if options.key else " (the key is the file's own)"
        print(f"{path}: {it['period']} no. {it['number']} holds: cost {it['cost_cents']} = provisional "
              f"{it['provisional_cents']} + true-up {it['true_up_cents']} {it['currency']} cents{unknown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
