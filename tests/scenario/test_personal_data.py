#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Personal data rests sealed: nowhere in clear, and unreadable for ever once its key is destroyed."""

import ctypes
import ctypes.util
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import id_bytes, new_id
from cluster import SERVICES, postgres_program, run
from daemons import Town
from job import answer, decision, offers_of, request_of, wait, wait_engagement, wait_plan
from journal import check_all
from story import equal, holds, stories_of, tell

OVERHEAD = 16 + 24 + 16  # key id, nonce, authenticator
PERSON = {"name": "Zéphirine Quenneville-Xavier", "email": "zephirine.qx@personne-privee.example",
          "phone": "+1 438 555-7391", "address": "7391, impasse des Ornithorynques, Val-Wxyz"}
TEXT = "Mon associé Balthazarius Oppenquist a vidé la caisse; que faire avant vendredi?"
ADVERSE = "Balthazarius Oppenquist"
SECRETS = [*PERSON.values(), TEXT, ADVERSE, "Ornithorynques", "Quenneville", "7391, impasse"]
sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))


class Story:
    """What one story leaves for the next."""

    def __init__(self, town):
        self.operator = town.client()
        self.contact = new_id()
        self.request = None
        self.sealed = []  # of the person, as they were found before the erasure
        self.keys = {}


def dump(town, service):
    """{table: everything in it as bytes: texts as they are, then every bytea decoded}."""
    text = run([postgres_program("pg_dump"), "--data-only", "-d",
                town.cluster.conninfo(service, "postgres")])
    found = {}
    for table, rows in re.findall(r"^COPY public\.(\S+) .*? FROM stdin;\n(.*?)^\\\.$", text, re.M | re.S):
        blobs = [bytes.fromhex(digits) for digits in re.findall(r"\\\\x((?:[0-9a-f]{2})+)", rows)]
        found[table] = b"\n".join([rows.encode(), *blobs])
    return found


def forms(secret):
    """A text as it might lie about: in UTF-8, Latin-1, UTF-16 and in hexadecimal."""
    plain = secret.encode()
    return {plain, plain.hex().encode(), plain.hex().upper().encode(), secret.encode("utf-16-le"),
            secret.encode("latin-1", "replace"), secret.lower().encode(), secret.upper().encode()}


def leaks(content):
    """Which of the secrets the bytes hold, in any form."""
    return [secret for secret in SECRETS if any(form in content for form in forms(secret))]


def open_box(secret, sealed):
    """The clear bytes, or None when the key does not open them."""
    nonce, box = sealed[16:40], sealed[40:]
    clear = ctypes.create_string_buffer(len(box) - 16)
    wrong = sodium.crypto_secretbox_open_easy(clear, box, ctypes.c_ulonglong(len(box)), nonce, secret)
    return None if wrong else clear.raw


def keys_of(town):
    """{service: {person: secret}} of all keys that are stored."""
    return {service: {row[0]: bytes.fromhex(row[1]) for row in town.rows(
        service, "SELECT person, encode(secret, 'hex') FROM person_key WHERE octet_length(secret) > 0")}
        for service in SERVICES}


def sealed_of(town, person):
    """Every sealed field of the person in any database, also inside events."""
    found = set()
    for service in SERVICES:
        for content in dump(town, service).values():
            start = content.find(id_bytes(person))
            while start >= 0:
                found.add(content[start:start + 512])
                start = content.find(id_bytes(person), start + 1)
    return found


def readable(found, secrets):
    """Clear texts that any of the secrets opens, whatever the length of the box."""
    clear = set()
    for content in found:
        for secret in secrets:
            for size in range(OVERHEAD, min(len(content), 400) + 1):
                text = open_box(secret, content[:size])
                if text is not None:
                    clear.add(text)
                    break
    return clear


def story_told(town, it):
    """A person with a name, addresses and a delicate request goes through the whole job, introduction
    and mails included."""
    organisation = town.sandbox.contacts[3]["organisation"]
    it.operator.need("intake.contact.put", {"id": it.contact, "organisation": organisation,
                                            "language": "fr", **PERSON})
    data = request_of({"id": it.contact, "organisation": organisation}, text=TEXT,
                      adverse_parties=[{"name": ADVERSE}], answers={"quoi": TEXT[:60]})
    it.request = it.operator.need("intake.request.submit", data)["id"]
    plan = wait_plan(it.operator, it.request)
    it.operator.need("matcher.plan.decide", decision(plan))
    for offer in wait(lambda: offers_of(it.operator, it.request, "offered"), "offers"):
        it.operator.need("matcher.offer.respond", answer(offer))
    wait_engagement(it.operator, it.request)
    wait(lambda: len([mail for mail in town.mails() if mail["to"] == [PERSON["email"]]]) >= 2, "mails")
    town.settle()
    equal(it.operator.need("intake.request.get", {"id": it.request})["text"], TEXT)


def story_databases(town):
    """Name, e-mail, telephone, address, the words of the request and the adverse party are nowhere in
    clear in any table of the four databases."""
    for service in SERVICES:
        content = dump(town, service)
        holds(any(content.values()), f"{service} has rows")
        for table, rows in content.items():
            equal(leaks(rows), [], f"{service}.{table}")


def story_professionals(town):
    """Nor are the names and e-mails of professionals."""
    secrets = [person[field].encode() for person in town.sandbox.professionals.values()
               for field in ("name", "email")]
    for service in SERVICES:
        for table, rows in dump(town, service).items():
            equal([secret for secret in secrets if secret in rows], [], f"{service}.{table}")


def story_logs(town):
    """Nor in the logs of the daemons and of PostgreSQL."""
    for daemon in town.daemons():
        holds(daemon.log(), f"{daemon.name} has a log")
        equal(leaks(daemon.log().encode()), [], f"log of {daemon.name}")
    equal(leaks(town.cluster.log().encode()), [], "log of PostgreSQL")


def story_sealed(town, it):
    """Before the erasure the stored key opens what was sealed: the search below can find something."""
    it.sealed = sealed_of(town, it.contact)
    it.keys = keys_of(town)
    secrets = {keys[it.contact] for keys in it.keys.values() if it.contact in keys}
    equal(len(secrets), 1, "one key of the person, the same everywhere")
    holds(it.contact in it.keys["notifier"], "the notifier has got the key by the feed")
    clear = readable(it.sealed, secrets)
    for wanted in (PERSON["name"], PERSON["email"]):
        holds(wanted.encode() in clear, f"{wanted} can be read with the key")


def story_erased(town, it):
    """After contact.erase no stored key opens any of it, in no database; queries show nothing, and no
    mail goes there."""
    it.operator.need("intake.contact.erase", {"id": it.contact, "reason": "demande de la personne"})
    town.settle()
    keys = keys_of(town)
    for service, found in keys.items():
        holds(it.contact not in found, f"{service} keeps a key of the person")
    remaining = {secret for found in keys.values() for secret in found.values()}
    sealed = sealed_of(town, it.contact)
    holds(len(sealed) >= 5, f"{len(sealed)} places where something of the person may be sealed")
    equal(readable(sealed, sorted(remaining)[:10]), set(), "what a stored key opens")
    holds(not remaining & {key[it.contact] for key in it.keys.values() if it.contact in key},
          "the destroyed key is under no other name either")
    view = it.operator.need("intake.request.get", {"id": it.request})
    equal(view.get("text"), None)
    again = it.operator.call("intake.request.submit", request_of(
        {"id": it.contact, "organisation": view["organisation"]}))
    equal((again.error, again.path), ("E_ERASED", "data.contact"))
    listed = it.operator.need("notifier.message.list", {"recipient": it.contact})["messages"]
    holds(listed and not any(message.get("words") for message in listed), "words can be read no more")


def story_chains(town):
    """All chains verify after the erasure, recomputed from the stored bytes, and each reader's copy of
    its upstream's chain is that of the upstream."""
    check_all(town)


def main():
    """One town at the most talkative log level, one person."""
    levels = {service: {"log_level": "debug"} for service in SERVICES}
    with Town(settings=levels) as town:
        return tell(stories_of(__name__), town, Story(town))


if __name__ == "__main__":
    sys.exit(main())
