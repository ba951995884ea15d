#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Certificates: two verifiers that know nothing of each other accept what billing certifies, and neither
accepts anything else, whoever signed it."""

import ctypes
import ctypes.util
import datetime
import hashlib
import os
import subprocess
import sys

import msgpack

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))

import certificate as verifier

from books import allocate, certificate_of, certify, cost, month_of, open_month, oracle, pool
from bus import new_id
from daemons import Town, program
from job import asking, staffed_job
from story import equal, holds, stories_of, tell

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
NOW = TODAY.isoformat()[:7]
DAY_US = 24 * 60 * 60 * 1000000
METHODS = ("reciprocal", "step_down", "direct")


def restart(town, days, **settings):
    """Billing again, so many days later, with other choices of the by-law."""
    billing = town["billing"]
    billing.stop()
    quoted = {name: value if value in ("true", "false") else f"'{value}'" for name, value in settings.items()}
    town.write_config(billing, clock_offset_us=f"'{days * DAY_US}'", **quoted)
    billing.start()
    billing.wait_ready()


def month_after(code, count):
    """The code of a later month."""
    first = datetime.date.fromisoformat(code + "-01")
    for _ in range(count):
        first = datetime.date.fromisoformat(month_of(first.isoformat()[:7])[1]) + datetime.timedelta(1)
    return first.isoformat()[:7]


def days_until(code):
    """From today to the 5th of the month, when its work is logged."""
    return (datetime.date.fromisoformat(code + "-05") - TODAY).days


def enter(town, operator, code, share):
    """A month's costs, readings and work; each month has other numbers."""
    day = max(code + "-05", TODAY.isoformat())
    entries = [cost(day, 100000 + share, "pool", town.pools["premises"]),
               cost(day, 50001, "pool", town.pools["it"], "software"),
               cost(day, -7000, "pool", town.pools["it"], "grant"),
               cost(day, 600000 + 7 * share, "pool", town.pools["person"], "salaries"),
               cost(day, 12345, "engagement", town.engagements[1]["id"], "bailiff"),
               cost(day, 1000, "object", town.session, "trainer"),
               cost(day, 4321, "pool", town.pools["asleep"], "licence"),
               cost(day, 777, "pool", town.pools["it"], "party", unallowable=True,
                    funder=town.engagements[0]["organisation"])]
    for entry in entries:
        operator.need("billing.cost.post", entry)
    for name, driver, other in (("premises", "area", "it"), ("it", "tickets", "premises")):
        operator.need("billing.driver.put", {
            "period": code, "pool": town.pools[name], "driver": driver, "readings": [
                {"target": "pool", "id": town.pools[other], "quantity": 11},
                {"target": "pool", "id": town.pools["person"], "quantity": 46 + share},
                {"target": "engagement", "id": town.engagements[0]["id"], "quantity": 3}]})
    operator.need("billing.driver.put", {"period": code, "pool": town.pools["person"], "driver": "capacity",
                                         "readings": [{"target": "pool", "id": town.pools["person"],
                                                       "quantity": 600}]})
    for engagement, minutes in zip(town.engagements, (95 + share, 140)):
        need = engagement["needs"][0]
        operator.need("billing.work.log",
                      {"source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
                       "professional": need["professional"], "day": day, "minutes": minutes})
    operator.need("billing.invoice.issue", {"engagement": town.engagements[share % 2]["id"]})


def write(town, name, content):
    """A file in the town."""
    path = os.path.join(town.folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def command(*words):
    """The exit code and words of entraide certificate."""
    done = subprocess.run([program("entraide"), "certificate", *words], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


def both(*paths, key=None):
    """What the command and the independent program say of the files: 0 when they hold."""
    held, words = command("verify", *paths, *(["--key", key.hex()] if key else []))
    other, other_words = oracle(*paths, key=key)
    return held, other, words + other_words


def both_quickly(path, content, key):
    """The same of one file, without starting Python each time."""
    with open(path, "wb") as file:
        file.write(content)
    held, words = command("verify", path, "--key", key.hex())
    try:
        verifier.verify_file(content, key)
        return held, 0, words
    except verifier.Broken as broken:
        return held, 1, words + str(broken)


def story_months(town):
    """Three months, each by another method, with idle time, sessions, grants and rounding memory."""
    operator = town.client()
    town.codes = [month_after(NOW, count) for count in range(len(METHODS))]
    for code in [*town.codes, month_after(NOW, len(METHODS))]:
        open_month(operator, code, fiscal_year="one")
    jobs = [staffed_job(town, operator, asking(town, number)) for number in (0, 1)]
    town.engagements = [engagement for _, _, engagement in jobs]
    town.session = new_id()
    operator.need("billing.object.put", {"id": town.session, "code": "session", "payers": [
        {"payer": engagement["organisation"], "weight": weight}
        for engagement, weight in zip(town.engagements, (2, 1))]})
    pools = [pool("premises", "area"), pool("it", "tickets", fallbacks=["all_minutes"], step=1),
             pool("person", "all_minutes", kind="professional", step=5, denominator="actual"),
             pool("asleep", "weights", fallbacks=["headcount"], step=9),
             pool("leader", "minutes", kind="professional", step=6, service="legal",
                  denominator="practical_capacity"),
             pool("idle", "all_minutes", kind="idle", step=20)]
    for one in pools:
        operator.need("billing.pool.put", one)
    town.pools = {one["code"]: one["id"] for one in pools}
    for share, (code, method) in enumerate(zip(town.codes, METHODS)):
        restart(town, max(0, days_until(code)), allocation_method=method,
                rounding_memory="true" if share else "false")
        enter(town, operator, code, share)
        operator.need("billing.cost.post", cost(max(code + "-05", TODAY.isoformat()), 90000, "pool",
                                                town.pools["leader"], "salaries"))
        operator.need("billing.driver.put", {
            "period": code, "pool": town.pools["leader"], "driver": "capacity",
            "readings": [{"target": "pool", "id": town.pools["leader"], "quantity": 900}]})
        restart(town, days_until(code) + 31, allocation_method=method,
                rounding_memory="true" if share else "false")
        operator.need("billing.period.close", {"period": code})
        allocate(operator, code)
        certify(operator, code)


def story_accepted(town):
    """The command fetches each certificate; both verifiers accept it, with the key that is known."""
    operator = town.client()
    town.files = []
    town.key = operator.need("billing.certificate.get", {"period": NOW})["key"]
    status, words = command("key", town.site.certificate_key)
    equal((status, words.strip()), (0, town.key.hex()), "the key is the one of the file")
    for code, method in zip(town.codes, METHODS):
        content, values = certificate_of(operator, code)
        path = os.path.join(town.folder, f"{code}.certificate")
        status, words = command("--config", town.site.profile_path("operator"), "get", code, path)
        equal(status, 0, words)
        with open(path, "rb") as file:
            equal(file.read(), content, "what the command fetched")
        equal(values["method"], method)
        holds(values["carried_cents"] >= 4321, "a pool that nobody uses is carried forward")
        equal(both(path, key=town.key)[:2], (0, 0), both(path)[2])
        town.files.append((path, content))
    holds(any("carry_after" in payer for payer in values["payers"]), "rounding memory")
    equal(both(*(path for path, _ in town.files), key=town.key)[:2], (0, 0))


def pieces(value, path=()):
    """(path, value) of everything inside, the first and the last of each list."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from pieces(item, (*path, name))
    elif isinstance(value, list):
        for place in sorted({0, len(value) - 1}):
            yield from pieces(value[place], (*path, place))
    else:
        yield path, value


def others(name, value):
    """Values that stand as well there, but say something else."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, bytes):
        return [bytes([value[0] ^ 1]) + value[1:], value[:-1] + bytes([value[-1] ^ 0x80])]
    swaps = {"method": METHODS, "kind": ("support", "engagement", "object", "area", "tickets", "minutes"),
             "target": ("pool", "engagement", "object"), "denominator": ("actual", "by_law")}
    if name in swaps:
        return [word for word in swaps[name] if word != value]
    if name in ("through", "carry_before", "carry_after"):
        return ["1" + value, value + "0", "7/3"]
    return []


# What says who, when or what it is called, and enters no equation: changed, it can be another statement that
# agrees with itself, so only the signature keeps it.
TOLD = {"period", "first_day", "last_day", "fiscal_year", "currency", "reserve_pool", "idle_time", "late_costs",
        "day", "account", "note", "program", "non_member_policy", "reserve_ppm", "code", "previous", "funder", "id", "step", "kind"}


def changed(value, path, item):
    """A copy with one thing replaced."""
    if not path:
        return item
    if isinstance(value, list):
        return [changed(each, path[1:], item) if place == path[0] else each
                for place, each in enumerate(value)]
    return {name: changed(each, path[1:], item) if name == path[0] else each
            for name, each in value.items()}


class Pen:
    """Signs as billing does, with any seed."""

    def __init__(self, seed):
        self.sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
        self.key, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        self.sodium.crypto_sign_seed_keypair(self.key, self.secret, seed)

    def sign(self, body):
        """The bytes of a file."""
        signature, digest = ctypes.create_string_buffer(64), hashlib.sha256(body).digest()
        self.sodium.crypto_sign_detached(signature, None, digest, ctypes.c_ulonglong(32), self.secret)
        return msgpack.packb({"body": body, "signature": signature.raw, "key": self.key.raw},
                             use_bin_type=True)


def is_unseen(values, path):
    """A count from pool to pool, where the method may not look there."""
    count = values["drivers"][path[1]]["counts"][path[3]] if "counts" in path else {}
    return count.get("pool", False) and values["method"] != "reciprocal"


def alterations(values):
    """(what, body, only told) of each alteration of one thing."""
    for path, value in pieces(values):
        name = next(part for part in reversed(path) if isinstance(part, str))
        for other in others(name, value) or [value + "x"]:
            yield (".".join(map(str, path)),
                   msgpack.packb(changed(values, path, other), use_bin_type=True),
                   name in TOLD or is_unseen(values, path))
    for name in ("entries", "drivers", "pools", "objects", "payers", "lines"):
        for place, other in (("the last left out", values[name][:-1]), ("turned", values[name][::-1]),
                             ("one twice", values[name] + values[name][-1:])):
            if other != values[name]:
                # One that costs or pays nothing says nothing.
                silent = name in ("objects", "payers") and place == "the last left out"
                yield f"{name}, {place}", msgpack.packb({**values, name: other}, use_bin_type=True), silent


def story_altered(town):
    """Anything altered is refused by both: with the old signature, signed by a stranger, and even signed
    anew with the right key, for then it contradicts itself."""
    with open(town.site.certificate_key, encoding="ascii") as file:
        right = Pen(bytes.fromhex(file.read().strip()))
    wrong = Pen(bytes(32))
    counts = [0, 0, 0]
    for which, (_, content) in enumerate(town.files):
        held = msgpack.unpackb(content, raw=False)
        values = msgpack.unpackb(held["body"], raw=False)
        same = msgpack.packb({**held, "body": msgpack.packb(values, use_bin_type=True)}, use_bin_type=True)
        equal(same, content, "reading and writing changes nothing")
        for what, body, told in alterations(values):
            files = [msgpack.packb({**held, "body": body}, use_bin_type=True)]
            files += [] if told else [right.sign(body)]
            files += [wrong.sign(body)] if counts[which] < 20 else []
            for each in files:
                command_says, oracle_says, words = both_quickly(
                    os.path.join(town.folder, "altered"), each, town.key)
                equal((command_says, oracle_says), (1, 1), f"{METHODS[which]}: {what}\n{words}")
            counts[which] += 1
    equal(both(write(town, "stranger", wrong.sign(held["body"])), key=town.key)[:2], (1, 1))
    for cut in (0, 1, 100, len(content) // 2, len(content) - 1):
        equal(both(write(town, "cut", content[:cut]), key=town.key)[:2], (1, 1), f"cut at {cut}")
    print(f"alterations of one thing refused by both: {dict(zip(METHODS, counts))}", flush=True)
    holds(min(counts) >= 50, "at least fifty each")


def main():
    """One town, three months."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
