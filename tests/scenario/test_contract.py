#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The main job's commands and queries with good data, by a client of our own and by the command
`entraide`; and every command and query of the contract with every field wrong. That each of the others
is answered with done as well is counted over all stories (tests/support/answered)."""

import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import CONTRACT, PROTO, new_id, unpack
from cluster import SERVICES
from daemons import Town, program
from job import answer, asking, decision, offers_of, request_of, wait_engagement, wait_plan
from story import equal, holds, stories_of, tell

ASKED = {kind: message for kind, message in CONTRACT.messages.items()
         if message["class"] in ("COMMAND", "QUERY")}
INT64_MAX = 2 ** 63 - 1
# What no field of the kind can be.
WRONG_KIND = {"ID": 5, "TEXT": 5, "CODE": 5, "LANG": 5, "INT": "five", "BOOL": 1, "DATE": 20240101,
              "CHOICE": 5, "BYTES": 5, "MAP": "map", "NEST": 5, "LIST": 5, "IDS": 5, "TEXTS": 5}


def organisation_messages():
    """Fresh organisations, one in another, with a person."""
    root, child, contact = new_id(), new_id(), new_id()
    for one in (root, child):
        yield "intake.organisation.put", {"id": one, "name": "Coopérative neuve", "kind": "coop",
                                          "region": "ca.qc.laval", "language": "fr",
                                          "identifiers": [{"scheme": "ca-qc-neq", "value": one}]}
    yield "intake.membership.put", {"id": new_id(), "child": child, "parent": root,
                                    "valid_from": "2024-01-01", "origin": "registre"}
    yield "intake.contact.put", {"id": contact, "organisation": child, "name": "Ève Neuve",
                                 "email": "eve@neuve.example", "language": "fr"}
    yield "intake.contact.erase", {"id": contact, "reason": "demande de la personne"}
    yield "intake.eligibility.get", {"organisation": child, "day": "2026-01-01"}


def catalogue_messages():
    """A service with its rule, its rate, a tax, a professional with a conflict of interest."""
    code = "test." + new_id()[-12:]
    professional = new_id()
    yield "intake.service.put", {"code": code, "field": "testing", "labels": {"fr": "Essai"},
                                 "low_minutes": 60, "typical_minutes": 120, "high_minutes": 240}
    yield "intake.rule.put", {"code": code, "service": code, "valid_from": "2024-01-01",
                              "reason": {"fr": "parce que", "en": "because"},
                              "conditions": [{"subject": "need", "value": "web.site"},
                                             {"subject": "answer", "key": code, "value": "x"}]}
    yield "billing.rate.put", {"id": new_id(), "service": code, "hourly_cents": 5000,
                               "currency": "CAD", "valid_from": "2024-01-01"}
    yield "billing.tax.put", {"id": new_id(), "code": "local", "labels": {"fr": "Taxe"},
                              "region": "zz", "rate_ppm": 10000, "valid_from": "2024-01-01"}
    yield "matcher.professional.put", {
        "id": professional, "name": "Pro Neuf", "email": "pro@neuf.example", "language": "fr",
        "languages": ["fr"], "skills": [{"field": "testing", "level": 4}], "remote": True,
        "base_region": "ca.qc.laval", "weekly_minutes": 60, "direct": True}
    yield "matcher.conflict.put", {"id": new_id(), "professional": professional,
                                   "organisation": new_id(), "valid_from": "2024-01-01"}


def job_messages(town, contact):
    """A request from its submission to its invoice, every question on the way."""
    watcher = town.client()
    taken = yield "intake.request.submit", request_of(contact)
    request = taken["id"]
    plan = wait_plan(watcher, request)
    need = plan["needs"][0]
    yield "intake.request.get", {"id": request}
    yield "matcher.plan.get", {"request": request}
    yield "matcher.match.explain", {"request": request, "need": need["need"],
                                    "professional": need["professional"]}
    yield "billing.quote.list", {"plan": plan["id"]}
    yield "matcher.plan.decide", decision(plan)
    yield "matcher.offer.list", {"request": request}
    yield "matcher.offer.respond", answer(offers_of(watcher, request, "offered")[0])
    engagement = wait_engagement(watcher, request)
    yield "billing.engagement.get", {"request": request}
    yield "billing.work.log", {"source_ref": new_id(), "engagement": engagement["id"],
                               "need": need["need"], "professional": need["professional"],
                               "day": time.strftime("%Y-%m-%d", time.gmtime()), "minutes": 1}
    document = yield "billing.invoice.issue", {"engagement": engagement["id"]}
    yield "billing.document.get", {"id": document["id"]}
    yield "notifier.message.list", {"request": request, "limit": 5}
    yield "trace.get", {"root": request, "limit": 5}


def common_messages():
    """What every service answers."""
    yield "resolve", {"id": new_id()}
    yield "parked.list", {"limit": 5}
    yield "status.get", {}
    yield "command.list", {"limit": 5}
    yield "publisher.get", {"client": "operator"}
    yield "billing.ledger.list", {"limit": 5}


def good_messages(town, contact):
    """All of them; the data of each answer is sent back into the generator."""
    for part in (organisation_messages(), catalogue_messages(), common_messages()):
        yield from part
    yield from job_messages(town, contact)


def drive(messages, send):
    """Sends one after the other; {type: the first data sent of it}."""
    sent, data = {}, None
    try:
        while True:
            kind, content = messages.send(data)
            sent.setdefault(kind, content)
            data = send(kind, content)
    except StopIteration:
        return sent


def services_of(kind):
    """Who answers the type."""
    owner = ASKED[kind]["owner"]
    return SERVICES if owner == "any" else (owner,)


def story_good(town, seen):
    """Every command and query on the way of the main job is answered with done."""
    operator = town.client()

    def send(kind, data):
        answers = [operator.need(kind, data, service=service) for service in services_of(kind)]
        return answers[0]

    seen.update(drive(good_messages(town, asking(town, 1)), send))
    holds(set(seen) <= set(ASKED) and len(seen) > 25, f"{len(seen)} types")


def wrong_values(field):
    """(value, error) pairs that the field must refuse."""
    kind = field["kind"]
    yield WRONG_KIND[kind], "E_FIELD_KIND"
    if kind == "CHOICE":
        yield "no-such-word", "E_FIELD_CHOICE"
    if kind == "INT" and field["max"].isdigit():
        yield int(field["max"]) + 1, "E_FIELD_RANGE"
    if kind == "INT" and field["min"] == "0":
        yield -1, "E_FIELD_RANGE"
    if kind == "TEXT":
        yield "x" * (int(field["max"]) + 1), "E_FIELD_LENGTH"
    if kind == "DATE":
        yield "2026-02-30", "E_FIELD_FORMAT"
    if kind == "CODE":
        yield "Not A Code", "E_FIELD_FORMAT"


def check_refusal(reply, error, path, what):
    """Number, path and what was expected, by a refusal that is not a rule's."""
    equal((reply.status, reply.error, reply.path), ("error", error, path), what)
    holds(reply.expected or error == "E_FIELD_MISSING", f"{what}: expected is stated")


def wrong_messages(kind, data):
    """(data, error, path): the good data with one thing wrong."""
    for name, field in CONTRACT.records[ASKED[kind]["record"]].items():
        for value, error in wrong_values(field):
            yield {**data, name: value}, error, f"data.{name}"
        if field["required"]:
            yield {key: item for key, item in data.items() if key != name}, \
                "E_FIELD_MISSING", f"data.{name}"


def examples(seen):
    """{type: good data} of every command and query: what was answered, else the contract's vector."""
    with open(os.path.join(PROTO, "vectors", "good.jsonl"), encoding="utf-8") as lines:
        vectors = [json.loads(line) for line in lines]
    written = {one["message"]: unpack(bytes.fromhex(one["hex"]))["data"] for one in vectors
               if one["name"].endswith(", every field") and one["message"] in ASKED}
    return {**written, **seen}


def story_wrong(town, seen):
    """Each field of every command and query, wrong in every way its kind allows, is refused with the number of the
    error, the path of the field and what was expected; and nothing has happened."""
    operator = town.client()
    town.settle()
    before = {service: status["head_seq"] for service, status in town.statuses(operator).items()}
    count, good = 0, examples(seen)
    equal(set(ASKED) - set(good), set(), "types without a good example")
    for kind, data in good.items():
        for wrong, error, path in wrong_messages(kind, data):
            reply = operator.call(kind, wrong, service=services_of(kind)[0])
            check_refusal(reply, error, path, f"{kind} {path} {str(wrong)[:200]}")
            count += 1
    holds(count > 200, f"{count} wrong messages")
    after = {service: status["head_seq"] for service, status in town.statuses(operator).items()}
    equal(after, before, "journals after wrong messages")


def story_deep(town):
    """A wrong field deep in a list is named by its place: data.needs[2].service."""
    operator = town.client()
    contact = asking(town, 2)
    data = request_of(contact, services=("legal.advice", "web.site", "no.such.service"))
    reply = operator.call("intake.request.submit", data)
    equal((reply.status, reply.error, reply.path),
          ("refused", "E_UNKNOWN_SERVICE", "data.needs[2].service"))
    data["needs"][2] = {"service": 7}
    check_refusal(operator.call("intake.request.submit", data), "E_FIELD_KIND",
                  "data.needs[2].service", "a number as a service")
    data["needs"] = [{"service": "legal.advice"}] * 13
    check_refusal(operator.call("intake.request.submit", data), "E_FIELD_COUNT", "data.needs",
                  "thirteen needs")


def run_command(profile, *words, data=None):
    """(exit code, output, error output) of `entraide`."""
    done = subprocess.run([program("entraide"), "--config", profile, *words], text=True, check=False,
                          input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout, done.stderr


def story_command(town, seen):
    """`entraide send TYPE FILE` does the same for every command and query, and tells a wrong field with
    its number and path."""
    profile = town.site.profile_path("operator")

    def send(kind, data):
        code, output, errors = run_command(profile, "send", "--service", services_of(kind)[0], kind,
                                           "-", data=json.dumps(data))
        equal(code, 0, f"entraide send {kind}: {output} {errors}")
        return json.loads(output)["data"]

    sent = drive(good_messages(town, asking(town, 3)), send)
    equal(set(sent), set(seen))
    data = {**seen["intake.request.submit"], "needs": [{"service": 7}]}
    code, output, errors = run_command(profile, "send", "intake.request.submit", "-",
                                       data=json.dumps(data))
    holds(code in (65, 77), f"exit code {code}")
    holds("1102" in output + errors and "data.needs[0].service" in output + errors,
          f"number and path in {output} {errors}")


def story_errors(town):
    """`entraide error CODE` explains every number in English and French with a remedy."""
    profile = town.site.profile_path("operator")
    for name, number in CONTRACT.errors.items():
        code, output, _ = run_command(profile, "--json", "error", str(number))
        value = json.loads(output)
        equal((code, value["code"], value["name"]), (0, number, name))
        holds(all(value[part][language] for part in ("text", "remedy") for language in ("en", "fr")),
              f"texts of {name}")


def main():
    """One town; what was sent well is then sent wrong."""
    with Town() as town:
        return tell(stories_of(__name__), town, {})


if __name__ == "__main__":
    sys.exit(main())
