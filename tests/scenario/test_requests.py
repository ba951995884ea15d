#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The life of a request: advisers, sketches, exceptions, changes, withdrawal, closing, suggestions."""

import datetime
import hashlib
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from desk import BOOKS, LAW, ROLES, Desk, completed_job, reviewed, sketch_of, submit_sketch
from job import (asking, decision, offers_of, plan_of, request_of, round_half_up, staffed_job, wait,
                 wait_plan)
from story import equal, holds, stories_of, tell

STRUCTURE = {"case": "structure", "employees": "25"}  # the answers that make the rules suggest both


def link(**more):
    """A wish for advice of a lawyer."""
    return {"service": LAW, **more}


def story_review(town):
    """With review = adviser a request waits: the adviser asks, the contact answers, and what the adviser
    settles is what is matched; suggestions left out count as refused."""
    with reviewed(town) as desk:
        review_one(town, desk)


def review_one(town, desk):
    """The steps of the story above."""
    rules = {rule["code"]: rule for rule in desk.done("adviser", "intake.rule.list", {})["rules"]}
    taken = desk.submit(0, answers=STRUCTURE)
    request, rev = taken["id"], taken["rev"]
    equal((taken["state"], {need["service"] for need in taken["needs"]}),
          ("triage", {LAW, BOOKS, ROLES}))
    equal({need["service"]: need.get("state", "confirmed") for need in taken["needs"]},
          {LAW: "confirmed", BOOKS: "suggested", ROLES: "suggested"})
    ask = {"id": request, "text": "Combien de membres avez-vous ?", "expected_rev": rev}
    desk.refused("contact", "intake.request.ask", ask, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("adviser", "intake.request.ask", {**ask, "expected_rev": rev + 5}, "E_REV",
                 "data.expected_rev")
    question = desk.done("adviser", "intake.request.ask", ask)
    equal(desk.state(request), "awaiting_info")
    desk.refused("adviser", "intake.request.confirm",
                 {"id": request, "expected_rev": question["rev"]}, "E_STATE", "data.id")
    mail = wait(lambda: desk.mails(request, "question"), "the letter about the question")[0]
    holds("membres avez-vous" not in mail["words"], "the words of the question are not in the mail")
    reply = {"id": request, "question": question["id"], "text": "Quarante."}
    desk.refused("network", "intake.request.answer", reply, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("contact", "intake.request.answer", {**reply, "question": new_id()},
                 "E_NOT_FOUND", "data.question")
    desk.done("contact", "intake.request.answer", reply)
    shown = desk.get(request)
    equal((shown["state"], shown["questions"][0]["answer"]), ("triage", "Quarante."))
    equal(desk.client.call("matcher.plan.get", {"request": request}).error, "E_NOT_FOUND")
    settle = {"id": request, "expected_rev": shown["rev"], "needs": [
        link(minutes=90), {"service": BOOKS, "depends_on": [LAW]}, {"service": "web.site"}]}
    desk.refused("contact", "intake.request.confirm", settle, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("adviser", "intake.request.confirm", {**settle, "expected_rev": 1}, "E_REV",
                 "data.expected_rev")
    effect = desk.done("adviser", "intake.request.confirm", settle)
    equal({one["service"]: one.get("state", "confirmed") for one in effect["needs"]},
          {LAW: "confirmed", BOOKS: "confirmed", ROLES: "refused", "web.site": "confirmed"})
    plan = wait_plan(desk.client, request)
    equal({need["service"] for need in plan["needs"]}, {LAW, BOOKS, "web.site"})
    needs = desk.needs(request)
    equal((needs[LAW]["minutes"], needs[BOOKS]["depends_on"]), (90, [needs[LAW]["id"]]))
    for rule in desk.done("adviser", "intake.rule.list", {})["rules"]:
        more = {"structure-accounting": (1, 0), "structure-management": (0, 1)}.get(rule["code"], (0, 0))
        was = rules[rule["code"]]
        equal((rule.get("accepted", 0), rule.get("refused", 0)),
              (was.get("accepted", 0) + more[0], was.get("refused", 0) + more[1]), rule["code"])


def story_links(town):
    """What needs lean on is checked: services of the same request, no circle, not the same person and
    another one at once; separation of duties is added."""
    desk = Desk(town)
    contact = asking(town, 1)
    for needs, error, path in (
            ([link(depends_on=[BOOKS])], "E_NEED_LINK", "data.needs[0].depends_on"),
            ([link(depends_on=[LAW])], "E_NEED_LINK", "data.needs[0].depends_on"),
            ([link(depends_on=[BOOKS]), {"service": BOOKS, "depends_on": [LAW]}], "E_NEED_LINK",
             "data.needs[0].depends_on"),
            ([link(same_person_as=[BOOKS], not_same_person_as=[BOOKS]), {"service": BOOKS}],
             "E_NEED_LINK", "data.needs[0].same_person_as"),
            ([link(earliest="2027-02-01", latest="2027-01-01")], "E_DATES", "data.needs[0].latest"),
            ([link(languages=["fr", "x" * 60])], "E_FIELD_FORMAT", "data.needs[0].languages"),
            ([link(), link()], "E_FIELD_TWICE", "data.needs[1].service"),
            ([{"service": "nothing.here"}], "E_UNKNOWN_SERVICE", "data.needs[0].service")):
        data = {**request_of(contact), "needs": needs}
        desk.refused("contact", "intake.request.submit", data, error, path)
    service = next(data for kind, data in town.sandbox.messages("intake")
                   if kind == "intake.service.put" and data["code"] == BOOKS)
    desk.done("operator", "intake.service.put", {**service, "separate_from": [ROLES]})
    taken = desk.submit(1, (BOOKS, ROLES))
    needs = {need["service"]: need for need in taken["needs"]}
    equal(needs[BOOKS]["not_same_person_as"], [needs[ROLES]["id"]])
    plan = wait_plan(desk.client, taken["id"])
    equal(len({need["professional"] for need in plan["needs"]}), 2, "two persons")
    desk.done("operator", "intake.service.put", service)


def a_network(town):
    """A direct member with members."""
    path = Desk(town).submit(2)["eligibility"]["path"]
    return path[-2]["organisation"], path[-2]["name"]


def story_sketch(town):
    """An unknown organisation arrives as a sketch: flagged, shown beside those it may be; only the network
    that it claims can confirm it, and then it is matched."""
    desk = Desk(town)
    network, _name = a_network(town)
    known = town.sandbox.organisations[asking(town, 3)["organisation"]]
    sketch = sketch_of(town, network, name=known["name"].upper() + " !")
    desk.refused("contact", "intake.request.submit",
                 {"source_ref": new_id(), "sketch": {**sketch, "network": new_id()},
                  "needs": [link()]}, "E_UNKNOWN_ORGANISATION", "data.sketch.network")
    desk.refused("contact", "intake.request.submit",
                 {"source_ref": new_id(), "needs": [link()]}, "E_FIELD_MISSING", "data.organisation")
    desk.refused("contact", "intake.request.submit",
                 {**request_of(asking(town, 3)), "sketch": sketch}, "E_FIELD_TWICE", "data.sketch")
    taken = submit_sketch(desk, sketch)
    request = taken["id"]
    equal((taken["state"], taken["eligibility"]["eligible"]), ("flagged", False))
    shown = desk.get(request)
    holds((known["id"], "name") in [(one["organisation"], one.get("basis", "identifier"))
                                    for one in shown["matches"]], "the known one of that name")
    confirm = {"request": request, "network": network, "origin": "registre du réseau"}
    other = next(one for one in town.sandbox.organisations if one != network)
    desk.refused("network", "intake.membership.confirm", {**confirm, "network": other},
                 "E_NETWORK", "data.network")
    desk.refused("adviser", "intake.membership.confirm", confirm, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("network", "intake.membership.confirm", {**confirm, "valid_from": "2999-01-01"},
                 "E_DATES", "data.valid_from")
    elsewhere = Desk(town, town.client("elsewhere"))
    elsewhere.refused("network", "intake.membership.confirm", confirm, "E_SCOPE", "data.request")
    effect = desk.done("network", "intake.membership.confirm", confirm)
    equal(effect["state"], "received")
    shown = desk.get(request)
    equal([step["organisation"] for step in shown["path"]][:2], [taken["organisation"], network])
    wait_plan(desk.client, request)
    desk.refused("network", "intake.membership.confirm", confirm, "E_STATE", "data.request")
    again = desk.done("contact", "intake.eligibility.get", {"organisation": taken["organisation"]})
    equal(again["eligible"], True)


def story_sketch_by_number(town):
    """A sketch that gives the number of a known organisation is shown beside it."""
    desk = Desk(town)
    known = dict(town.sandbox.organisations[asking(town, 4)["organisation"]])
    number = [{"scheme": "ca-qc-neq", "value": new_id()[:12]}]
    desk.done("operator", "intake.organisation.put", {**known, "identifiers": number})
    taken = submit_sketch(desk, sketch_of(town, identifiers=number))
    equal([(one["organisation"], one.get("basis", "identifier"))
           for one in desk.get(taken["id"])["matches"]], [(known["id"], "identifier")])


def story_exception(town):
    """An adviser lets an organisation without a path be served, by a by-law, until a day; or refuses, and the
    contact is told."""
    desk = Desk(town)
    today = datetime.date.fromisoformat(desk.submit(5)["eligibility"]["as_of"])
    soon = (today + datetime.timedelta(days=30)).isoformat()
    taken = submit_sketch(desk, sketch_of(town))
    grant = {"request": taken["id"], "by_law": "Règlement 3, art. 12", "valid_to": soon}
    desk.refused("contact", "intake.exception.grant", grant, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("adviser", "intake.exception.grant", {**grant, "valid_to": "2001-01-01"},
                 "E_DATES", "data.valid_to")
    equal(desk.done("adviser", "intake.exception.grant", grant)["state"], "received")
    plan = wait_plan(desk.client, taken["id"])
    equal(len(plan["needs"]), 1)
    contact = {"id": taken["contact"], "organisation": taken["organisation"]}
    second = desk.done("contact", "intake.request.submit", request_of(contact, (BOOKS,)))
    equal((second["state"], second["eligibility"]["eligible"]), ("received", False))
    lost = submit_sketch(desk, sketch_of(town))
    refuse = {"request": lost["id"], "by_law": "Règlement 3, art. 11"}
    desk.refused("operator", "intake.exception.refuse", refuse, "E_NOT_FOR_ACTOR", "actor.kind")
    equal(desk.done("adviser", "intake.exception.refuse", refuse)["state"], "not_eligible")
    wait(lambda: desk.mails(lost["id"], "ineligible"), "the letter")
    desk.refused("adviser", "intake.exception.grant", {**grant, "request": lost["id"]}, "E_STATE",
                 "data.request")
    rows = town.rows("intake", "SELECT granted, by_law FROM by_law_exception ORDER BY id")
    equal(rows[-2:], [["t", "Règlement 3, art. 12"], ["f", "Règlement 3, art. 11"]])


def story_update(town):
    """A dry run says what a change would do and changes nothing; the change makes a new version of the
    plan; the last need cannot be taken away."""
    desk = Desk(town)
    taken = desk.submit(6, (LAW, BOOKS))
    request = taken["id"]
    first = wait_plan(desk.client, request)
    books = desk.needs(request)[BOOKS]["id"]
    change = {"id": request, "remove": [books], "add": [{"service": "web.site"}],
              "deadline": "2027-06-30", "reason": "autre priorité"}
    before = desk.get(request)
    effect = desk.done("contact", "intake.request.update", {**change, "dry_run": True})
    equal((effect["dry_run"], effect["released"], effect["rev"]), (True, [books], before["rev"]))
    equal(desk.get(request), before, "a dry run changes nothing")
    effect = desk.done("contact", "intake.request.update", change)
    equal((effect["released"], effect["rev"]), ([books], before["rev"] + 1))
    plan = wait_plan(desk.client, request, version=first["version"] + 1)
    equal({need["service"] for need in plan["needs"]}, {LAW, "web.site"})
    equal(desk.get(request)["deadline"], "2027-06-30")
    everything = [need["id"] for need in desk.needs(request).values()]
    for data, error, path in (({"remove": everything}, "E_NO_NEEDS", "data.add"),
                              ({"remove": [new_id()]}, "E_NOT_FOUND", "data.remove[0]"),
                              ({"remove": [books]}, "E_NOT_FOUND", "data.remove[0]"),
                              ({"add": [link()]}, "E_FIELD_TWICE", "data.add[0].service"),
                              ({"expected_rev": 1}, "E_REV", "data.expected_rev")):
        desk.refused("contact", "intake.request.update", {"id": request, **data}, error, path)
    desk.refused("professional", "intake.request.update", {"id": request}, "E_NOT_FOR_ACTOR", "actor.kind")
    present = set(desk.needs(request))
    more = [{"service": code} for code in sorted(town.sandbox.rates) if code not in present]
    desk.done("contact", "intake.request.update", {"id": request, "add": more[:8]})
    room = 15 - len(desk.needs(request))
    desk.refused("contact", "intake.request.update", {"id": request, "add": more[8:9 + room]},
                 "E_NEEDS_FULL", f"data.add[{room}].service")


def story_cost(town):
    """A dry run says what was approved for a request so far, in minutes and cents: it stays due."""
    desk = Desk(town)
    request, _plan, engagement = staffed_job(town, desk.client, asking(town, 19))
    need, day = engagement["needs"][0], desk.submit(20)["eligibility"]["as_of"]
    desk.client.need("billing.work.log", {  # approved at once, as the settings of billing have it
        "engagement": engagement["id"], "need": need["need"], "minutes": 30, "source_ref": new_id(),
        "professional": need["professional"], "day": day})
    dry = {"id": request, "dry_run": True}
    effect = wait(lambda: (now := desk.done("contact", "intake.request.withdraw", dry))
                  and now.get("worked_minutes") and now, "the approved minutes")
    rate = town.sandbox.rates[LAW]["hourly_cents"]
    equal((effect["worked_minutes"], effect["worked_cents"]), (30, round_half_up(Fraction(rate, 2))))
    equal((effect["state"], desk.state(request)), ("withdrawing", "in_progress"))


def story_rules(town):
    """A rule that cannot be read or never apply is refused: a missing translation, a contradiction, a service
    that is not offered, itself as what comes first; a good one sets minutes and what comes first."""
    desk = Desk(town)
    rule = {"code": f"test-{new_id()[-6:]}", "service": ROLES, "minutes": 77, "depends_on": [LAW],
            "conditions": [{"subject": "need", "value": LAW},
                           {"subject": "answer", "key": "story", "value": "rules"}],
            "reason": {"fr": "parce que", "en": "because"}, "valid_from": "2020-01-01"}
    answer = rule["conditions"][1]
    for change, path in (
            ({"reason": {"fr": "parce que"}}, "data.reason.en"),
            ({"reason": {"en": "because"}}, "data.reason.fr"),
            ({"service": "nothing.here"}, "data.service"),
            ({"depends_on": [ROLES]}, "data.depends_on"),
            ({"depends_on": ["nothing.here"]}, "data.depends_on"),
            ({"conditions": [{"subject": "need", "value": "nothing.here"}]}, "data.conditions[0].value"),
            ({"conditions": [answer, {**answer, "value": "other"}]}, "data.conditions[1].value"),
            ({"conditions": [{"subject": "kind", "value": "coop"}, {"subject": "kind", "value": "npo"}]},
             "data.conditions[1].value")):
        desk.refused("operator", "intake.rule.put", {**rule, **change}, "E_RULE", path)
    desk.done("operator", "intake.rule.put", rule)
    needs = {need["service"]: need for need in desk.submit(21, answers={"story": "rules"})["needs"]}
    equal((needs[ROLES]["minutes"], needs[ROLES]["depends_on"], needs[ROLES]["rule"]),
          (77, [needs[LAW]["id"]], rule["code"]))
    shown = next(one for one in desk.done("operator", "intake.rule.list", {"after": "tess"})["rules"]
                 if one["code"] == rule["code"])
    equal((shown.get("silent", False), shown["depends_on"]), (False, [LAW]))
    desk.done("operator", "intake.rule.put", {**rule, "valid_to": "2020-12-31"})
    shown = desk.done("operator", "intake.rule.list", {"after": "tess", "limit": 1})["rules"][0]
    equal((shown["code"], shown["silent"]), (rule["code"], True))


def story_answers(town):
    """More answers make the rules suggest more, and never less; what was refused is not suggested again."""
    desk = Desk(town)
    request = desk.submit(7)["id"]
    wait_plan(desk.client, request)
    desk.done("contact", "intake.request.update", {"id": request, "answers": {"case": "structure"}})
    needs = desk.needs(request)
    equal({service: need.get("state", "confirmed") for service, need in needs.items()},
          {LAW: "confirmed", BOOKS: "suggested"})
    desk.done("contact", "intake.request.update", {"id": request, "remove": [needs[BOOKS]["id"]]})
    desk.done("contact", "intake.request.update", {"id": request, "answers": {"employees": "25"}})
    equal(set(desk.needs(request)), {LAW, ROLES})


def story_withdraw(town):
    """A request is taken back at any time: first a dry run, then it is withdrawing until the matcher has
    freed everybody; a decision that comes later is refused. Before it is matched it is withdrawn at once."""
    desk = Desk(town)
    request = desk.submit(8, (LAW, BOOKS))["id"]
    plan = wait_plan(desk.client, request)
    desk.client.need("matcher.plan.decide", decision(plan))
    wait(lambda: offers_of(desk.client, request, "offered"), "offers")
    data = {"id": request, "reason": "projet abandonné"}
    effect = desk.done("contact", "intake.request.withdraw", {**data, "dry_run": True})
    equal((effect["state"], len(effect["released"])), ("withdrawing", 2))
    equal(effect.get("worked_cents", 0), 0)
    desk.refused("professional", "intake.request.withdraw", data, "E_NOT_FOR_ACTOR", "actor.kind")
    equal(desk.done("contact", "intake.request.withdraw", data)["state"], "withdrawing")
    desk.wait_state(request, "withdrawn")
    reply = desk.client.call("matcher.plan.decide", decision(plan))
    equal(reply.status, "refused", "a decision after the withdrawal")
    equal({offer["state"] for offer in offers_of(desk.client, request)}, {"withdrawn"})
    wait(lambda: desk.mails(request, "withdrawn"), "the letter")
    desk.refused("contact", "intake.request.withdraw", data, "E_STATE", "data.id")
    early = submit_sketch(desk, sketch_of(town))["id"]
    equal(desk.done("contact", "intake.request.withdraw", {"id": early})["state"], "withdrawn")


def story_closing(town):
    """When all needs are closed the request is completed and the contact is told; what is left to be done
    can be opened again as new needs, which an adviser confirms."""
    desk = Desk(town)
    request = completed_job(desk, 9, (LAW, BOOKS))
    shown = desk.get(request)
    equal({need["state"] for need in shown["needs"]}, {"closed"})
    wait(lambda: desk.mails(request, "completed"), "the letter")
    old = {need["service"]: need["id"] for need in shown["needs"]}
    reopen = {"id": request, "needs": [old[LAW]], "reason": "une annexe manque"}
    desk.refused("professional", "intake.request.reopen", reopen, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("contact", "intake.request.reopen", {**reopen, "needs": [new_id()]},
                 "E_NOT_CLOSED", "data.needs[0]")
    desk.refused("contact", "intake.request.reopen", {**reopen, "needs": [old[LAW]] * 2},
                 "E_NOT_CLOSED", "data.needs[1]")
    effect = desk.done("contact", "intake.request.reopen", reopen)
    equal(effect["state"], "reopened")
    needs = desk.needs(request)
    holds(set(needs) == {LAW} and needs[LAW]["id"] != old[LAW], "one new need")
    desk.done("adviser", "intake.request.confirm", {"id": request, "expected_rev": effect["rev"]})
    plan = wait(lambda: (now := plan_of(desk.client, request)) and now["state"] == "proposed"
                and now.get("quote") and now, "a new version")
    equal([need["need"] for need in plan["needs"]], [needs[LAW]["id"]])


def story_people_suggest(town):
    """A professional suggests a need with what it rests on; it stays suggested until the contact accepts the
    plan with it, or leaves it out."""
    desk = Desk(town)
    request = desk.submit(10)["id"]
    first = wait_plan(desk.client, request)
    suggest = {"request": request, "need": {"service": BOOKS}, "evidence": "bilan de clôture",
               "reason": {"fr": "le bilan change", "en": "the balance sheet changes"}}
    desk.refused("contact", "intake.need.suggest", suggest, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.refused("adviser", "intake.need.suggest", {**suggest, "need": {"service": LAW}},
                 "E_FIELD_TWICE", "data.need.service")
    need = desk.done("professional", "intake.need.suggest", suggest)["id"]
    shown = desk.needs(request)[BOOKS]
    equal((shown["id"], shown["state"], shown["provenance"], shown["evidence"]),
          (need, "suggested", "person", "bilan de clôture"))
    plan = wait_plan(desk.client, request, version=first["version"] + 1)
    desk.client.need("matcher.plan.decide", {**decision(plan), "refused": [
        {"need": need, "reason": "pas maintenant"}]})
    wait(lambda: BOOKS not in desk.needs(request), "the refusal")
    equal({one["service"]: one.get("state", "confirmed") for one in desk.get(request)["needs"]},
          {LAW: "confirmed", BOOKS: "refused"})


def story_long_reasons(town):
    """Suggestions with the longest reasons are taken as long as the request can still be told in one event;
    the next one is refused, and nothing is lost."""
    desk = Desk(town)
    request = desk.submit(22, text="é" * 8000)["id"]
    present, refused = set(desk.needs(request)), []
    for code in sorted(set(town.sandbox.rates) - present)[:14]:
        data = {"request": request, "need": {"service": code}, "evidence": "v" * 200,
                "reason": {"fr": "r" * 1000, "en": "r" * 1000}}
        reply = desk.client.call("intake.need.suggest", data, actor={"kind": "adviser"})
        refused += [reply.error] if not reply.done else []
    equal(set(refused), {"E_NEEDS_FULL"})
    holds(len(desk.needs(request)) >= 10, "ten with long reasons at least")


def story_similar(town):
    """A second request for the same service is taken with a warning that names the first."""
    desk = Desk(town)
    first = desk.submit(11)
    equal(first.get("similar", []), [])
    second = desk.submit(11, (LAW, BOOKS))
    equal([(one["request"], one["service"]) for one in second["similar"]], [(first["id"], LAW)])
    equal(desk.get(first["id"])["similar"][0]["request"], second["id"])
    desk.done("contact", "intake.request.withdraw", {"id": second["id"]})
    desk.wait_state(second["id"], "withdrawn")
    equal(desk.get(first["id"]).get("similar", []), [])


def story_own_network(town):
    """What the own network offers is asked there first: the request waits until the contact consents, or no
    longer wants that need."""
    desk = Desk(town)
    path = desk.submit(12)["eligibility"]["path"]
    offering = {"network": path[1]["organisation"], "service": BOOKS, "valid_from": "2020-01-01"}
    desk.done("operator", "intake.offering.put", offering)
    taken = desk.submit(12, (LAW, BOOKS))
    equal((taken["state"], [(one["service"], one["network"]) for one in taken["offered"]]),
          ("awaiting_info", [(BOOKS, path[1]["organisation"])]))
    equal(desk.done("contact", "intake.request.update",
                    {"id": taken["id"], "consent": True})["state"], "received")
    wait_plan(desk.client, taken["id"])
    equal(desk.submit(12, (LAW, BOOKS), consent=True)["state"], "received")
    other = desk.submit(12, (LAW, BOOKS))
    books = next(need["id"] for need in other["needs"] if need["service"] == BOOKS)
    effect = desk.done("contact", "intake.request.update", {"id": other["id"], "remove": [books]})
    equal(effect["state"], "received")
    desk.done("operator", "intake.offering.put", {**offering, "valid_to": "2020-01-02"})


def story_own_network_letter(town):
    """A letter in the contact's language asks whether to go on where the own network offers the service;
    consent lets the request go on, and no letter is written when nothing is to be asked."""
    desk = Desk(town)
    english = next(contact for contact in town.sandbox.contacts if contact["language"] == "en")
    for contact, words in ((asking(town, 15), "Voulez-vous que nous continuions"),
                           (english, "Do you want us to go on")):
        def submit(contact=contact, **more):
            return desk.done("contact", "intake.request.submit",
                             request_of(contact, (LAW, BOOKS), **more))
        network = submit()["eligibility"]["path"][1]["organisation"]
        offering = {"network": network, "service": BOOKS, "valid_from": "2020-01-01"}
        desk.done("operator", "intake.offering.put", offering)
        agreed, taken = submit(consent=True), submit()
        equal((agreed["state"], taken["state"]), ("received", "awaiting_info"))
        mail = wait(lambda: desk.mails(taken["id"], "own_network"), "the letter about the network")[0]
        equal((mail["recipient"], mail["language"]), (contact["id"], contact["language"]))
        name = next(data["name"] for kind, data in town.sandbox.messages("intake")
                    if kind == "intake.organisation.put" and data["id"] == network)
        holds(words in mail["words"] and name in mail["words"], "it asks, and names the network")
        desk.done("contact", "intake.request.update", {"id": taken["id"], "consent": True})
        wait_plan(desk.client, taken["id"])
        wait(lambda: desk.mails(agreed["id"], "quote"), "the quote")
        equal(desk.mails(agreed["id"], "own_network"), [])
        equal(len(desk.mails(taken["id"], "own_network")), 1)
        desk.done("operator", "intake.offering.put", {**offering, "valid_to": "2020-01-02"})


def story_attachments(town):
    """Files are kept by reference, their names and addresses sealed; bytes never travel."""
    desk = Desk(town)
    file = {"sha256": hashlib.sha256(b"bilan").digest(), "size": 5, "media_type": "application/pdf",
            "url": "https://portail.example/f/1", "name": "bilan-confidentiel.pdf"}
    contact = asking(town, 13)
    desk.refused("contact", "intake.request.submit",
                 {**request_of(contact), "attachments": [{**file, "url": "http://portail.example/f/1"}]},
                 "E_FIELD_FORMAT", "data.attachments[0].url")
    request = desk.submit(13, attachments=[file])["id"]
    equal(desk.get(request)["attachments"][0]["name"], "bilan-confidentiel.pdf")
    portal = Desk(town, town.client("portal")).get(request)["attachments"][0]
    equal((portal.get("name"), portal.get("url"), portal["size"]), (None, None, 5))
    stored = town.rows("intake", "SELECT position('confidentiel'::bytea IN attachments) FROM request"
                                 f" WHERE id = '{request}'")
    equal(stored, [["0"]], "the name at rest")
    desk.done("contact", "intake.request.update", {"id": request, "attachments": [file] * 8})
    desk.done("contact", "intake.request.update", {"id": request, "attachments": [file] * 8})
    desk.refused("contact", "intake.request.update", {"id": request, "attachments": [file] * 8},
                 "E_FIELD_COUNT", "data.attachments")


def story_list(town):
    """Requests are listed page by page: of an organisation, or those that wait for a person; nobody sees
    those of others."""
    desk = Desk(town)
    contact = asking(town, 14)
    made = [desk.submit(14)["id"] for _ in range(5)]
    data, found = {"organisation": contact["organisation"], "limit": 2}, []
    while True:
        page = desk.done("contact", "intake.request.list", data)
        found += [one["id"] for one in page.get("requests", [])]
        if not page.get("next"):
            break
        data["after"] = page["next"]
    equal(found, sorted(made))
    flagged = submit_sketch(desk, sketch_of(town))["id"]
    listed = desk.done("adviser", "intake.request.list", {"state": "flagged"})["requests"]
    holds(flagged in [one["id"] for one in listed], "the flagged one is on the desk")
    equal({one["state"] for one in listed}, {"flagged"})
    desk.refused("adviser", "intake.request.list", {}, "E_LIST_SCOPE", "data.organisation")
    desk.refused("adviser", "intake.request.list", {"state": "planned"}, "E_LIST_SCOPE",
                 "data.organisation")
    desk.refused("adviser", "intake.request.list", {"state": "nonsense"}, "E_FIELD_CHOICE",
                 "data.state")
    elsewhere = Desk(town, town.client("elsewhere"))
    elsewhere.refused("contact", "intake.request.list", {"organisation": contact["organisation"]},
                      "E_SCOPE", "data.organisation")
    equal(elsewhere.done("adviser", "intake.request.list", {"state": "flagged"}).get("requests", []), [])


def story_adverse(town):
    """Whom the case is against is known before anybody sees its content: also by name; an offer shows
    nothing of the request's words."""
    desk = Desk(town)
    known = town.sandbox.organisations[asking(town, 16)["organisation"]]
    request = desk.submit(15, text="litige secret", adverse_parties=[{"name": known["name"]}])["id"]
    plan = wait_plan(desk.client, request)
    frame = town.rows("intake", "SELECT encode(body, 'hex') FROM event WHERE type = "
                                f"'intake.request.received' AND subject = '{request}'")[0][0]
    holds(known["id"].replace("-", "") in frame, "the organisation against whom it is")
    holds("litige secret".encode().hex() not in frame, "the words are sealed")
    desk.client.need("matcher.plan.decide", decision(plan))
    offers = wait(lambda: offers_of(desk.client, request, "offered"), "offers")
    holds("litige" not in repr(offers), "no content in an offer")
    for service in ("matcher", "notifier"):
        leaks = town.rows(service, "SELECT count(*) FROM event WHERE position('litige'::bytea IN body) > 0")
        equal(leaks, [["0"]], service)


def main():
    """One town, and a client that may act for somebody else only."""
    elsewhere = {"roles": ["operator"], "actors": ["contact", "adviser", "network"],
                 "organisations": [new_id()]}
    with Town(clients={"elsewhere": elsewhere}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
