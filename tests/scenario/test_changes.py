#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""People leave, come back, lose a licence or turn out to have a conflict; the operator lets something be given
up: what is open goes back to matching, and what was unmet is tried again."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import SERVICES, Town
from job import (accept_all, asking, decision, events_of, letter_to, offers_of, plan_of, request_of,
                 wait, wait_plan)
from story import equal, holds, stories_of, tell

DAY_US = 24 * 60 * 60 * 1000000
LAW = "legal.advice"


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), f"{kind} {data}")


def submitted(town, number, **wish):
    """A request for a lawyer, with more wishes."""
    data = request_of(asking(town, number))
    data["needs"][0].update(wish)
    return town.client().need("intake.request.submit", data)["id"]


def offered(town, number):
    """A request whose lawyer has an offer: (request, offer)."""
    operator, request = town.client(), submitted(town, number)
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan, 3 * plan["quote_total_cents"]))
    return request, wait(lambda: offers_of(operator, request, "offered"), "an offer")[0]


def lawyers(town):
    """Professionals of the field, as they were put."""
    return [one for one in town.sandbox.professionals.values()
            if any(skill["field"] == field_of_law(town) for skill in one["skills"])]


def field_of_law(town):
    """The field of the lawyer's service in the catalogue."""
    return next(data["field"] for kind, data in town.sandbox.messages("intake")
                if kind == "intake.service.put" and data["code"] == LAW)


def put(town, person, **changes):
    """The professional as in the sandbox, but for the changes."""
    town.client().need("matcher.professional.put", {**person, **changes})


def replaced(town, request, offer):
    """Waits until somebody else has the need; the version's basis."""
    operator = town.client()

    def ask():
        plan = plan_of(operator, request)
        team = {need["need"]: need["professional"] for need in plan["needs"]}
        return team.get(offer["need"]) not in (None, offer["professional"]) and plan
    return wait(ask, "somebody else")


def check_held(town):
    """An assignment holds minutes exactly while it is offered or accepted (states 0 and 1)."""
    wrong = town.rows("matcher", "SELECT count(*) FROM assignment WHERE held <> (state IN (0, 1))")
    equal(wrong, [["0"]], "assignments that hold what they must not, or the other way round")


def story_leaves(town):
    """Somebody leaves: an open offer of theirs is taken back, work of theirs is given to somebody else, and
    they are told; the contact's limit carries both."""
    operator = town.client()
    open_request, offer = offered(town, 0)
    at_work, taken = offered(town, 1)
    accept_all(operator, at_work)
    for request, one, state in ((open_request, offer, "withdrawn"), (at_work, taken, "replaced")):
        person = town.sandbox.professionals[one["professional"]]
        put(town, person, status="ended")
        equal(replaced(town, request, one)["basis"], "released")
        equal([gone["assignment"] for gone in offers_of(operator, request, state)],
              [one["assignment"]])
        told = events_of(town, "matcher", request, "matcher.assignment.released")[-1]
        equal(told["reason"], "unavailable")
        letter_to(operator, request, "taken_back", one["professional"])
        wait_plan(operator, request, version=2, state="accepted")
        put(town, person)
    check_held(town)


def story_conflict(town):
    """A conflict of interest is found when somebody is at work already: they are replaced."""
    operator = town.client()
    request, offer = offered(town, 2)
    accept_all(operator, request)
    conflict = {"id": new_id(), "professional": offer["professional"], "valid_from": "2020-01-01",
                "organisation": asking(town, 2)["organisation"], "kind": "family"}
    operator.need("matcher.conflict.put", conflict)
    replaced(town, request, offer)
    told = events_of(town, "matcher", request, "matcher.assignment.released")[-1]
    equal((told["state"], told["reason"]), ("replaced", "unavailable"), "no word of the conflict")
    check_held(town)


def story_nobody_then_somebody(town):
    """While all lawyers are on leave a request is unmet; when one is back it is matched, once, and told."""
    operator = town.client()
    everybody = lawyers(town)
    for person in everybody:
        put(town, person, status="leave")
    request = submitted(town, 3)
    wait_plan(operator, request, state="unmet")
    put(town, everybody[0])
    plan = wait_plan(operator, request, version=2)
    equal((plan["basis"], plan["state"]), ("capacity", "proposed"))
    equal([need["professional"] for need in plan["needs"]], [everybody[0]["id"]])
    equal(len(events_of(town, "matcher", request, "matcher.plan.unmet")), 1, "told once")
    letter = letter_to(operator, request, "quote", asking(town, 3)["id"])
    holds("Bonne nouvelle" in letter["words"], "good news")
    for person in everybody:
        put(town, person)


def story_ladder(town):
    """Nobody speaks the language asked: once the operator lets it be given up there is a team, what-if and plan
    say what was given up and how many could do it then, and so does the letter. No rung helps against a licence
    that nobody holds."""
    operator = town.client()
    request = submitted(town, 4, languages=["nv"])
    wait_plan(operator, request, state="unmet")
    asked = {"needs": [{"id": new_id(), "service": LAW, "field": field_of_law(town), "minutes": 300,
                        "provenance": "declared", "languages": ["nv"]}]}
    told = operator.need("matcher.match.explain", {"question": asked})
    equal((told.get("found", False), told.get("given_up", [])), (False, []), "nothing may be given up yet")
    refused(operator, "matcher.ladder.put", {"steps": 2 * [{"constraint": "level"}]}, "E_FIELD_TWICE",
            "data.steps[1].constraint")
    everything = [{"constraint": word} for word in ("level", "language", "region", "modality")]
    operator.need("matcher.ladder.put", {"steps": everything})
    plan = wait_plan(operator, request, version=2)
    need = plan["needs"][0]["need"]
    equal([(one["need"], one["constraint"]) for one in plan["relaxed"]], [(need, "language")])
    holds(plan["relaxed"][0]["candidate_count"] > 0, "how many could do it then")
    told = operator.need("matcher.match.explain", {"question": asked})
    equal((told["found"], [one["constraint"] for one in told["given_up"]]), (True, ["language"]))
    told = operator.need("matcher.match.explain", {"request": request})
    equal((told["found"], [one["constraint"] for one in told["given_up"]]), (True, ["language"]))
    letter = letter_to(operator, request, "quote", asking(town, 4)["id"])
    holds("avec interprète" in letter["words"], "the contact is told")
    operator.need("matcher.plan.decide", decision(plan))
    wait(lambda: offers_of(operator, request, "offered"), "offers to whom the rung let in")
    accept_all(operator, request)
    for person in lawyers(town):
        put(town, person, licences=[])
    unlicensed = submitted(town, 5)
    equal(wait_plan(operator, unlicensed, state="unmet")["state"], "unmet", "licences are not on it")
    for person in lawyers(town):
        put(town, person)
    operator.need("matcher.ladder.put", {"field": field_of_law(town), "steps": []})
    wait_plan(operator, submitted(town, 6, languages=["nv"]), state="unmet")
    operator.need("matcher.ladder.put", {"steps": []})


def story_conflict_from_above(town):
    """Somebody at work has a conflict with a network that the requester joins: they are replaced on the day
    on which the membership begins, not before."""
    operator = town.client()
    for number, begins in ((8, -30), (9, 1)):
        network = {"id": new_id(), "name": f"Réseau {number}", "kind": "network", "language": "fr",
                   "region": "ca.qc.montreal"}
        operator.need("intake.organisation.put", network)
        request, offer = offered(town, number)
        accept_all(operator, request)
        operator.need("matcher.conflict.put", {
            "id": new_id(), "professional": offer["professional"], "valid_from": "2020-01-01",
            "organisation": network["id"], "kind": "declared_other"})
        now_us = operator.need("status.get", service="matcher")["now_us"]
        first = datetime.datetime.fromtimestamp(now_us / 1e6, datetime.timezone.utc).date()
        operator.need("intake.membership.put", {
            "id": new_id(), "child": asking(town, number)["organisation"], "parent": network["id"],
            "valid_from": (first + datetime.timedelta(begins)).isoformat()})
        if begins > 0:
            town.settle()
            equal(offers_of(operator, request, "replaced"), [], "not before")
            for service in reversed(SERVICES):
                operator.need("clock.set", {"now_us": now_us + 86400 * 10 ** 6}, service=service)
        replaced(town, request, offer)
    check_held(town)


def story_licence_ends(town):
    """A licence ends while its holder is at work: the day after, the work goes to somebody else."""
    operator = town.client()
    request, offer = offered(town, 7)
    accept_all(operator, request)
    person = town.sandbox.professionals[offer["professional"]]
    today = int(town.rows("matcher", "SELECT extract(epoch FROM current_date)::bigint / 86400")[0][0])
    day = town.rows("matcher", f"SELECT date '1970-01-01' + {today + 2}")[0][0]
    put(town, person, licences=[{**one, "valid_to": day} for one in person["licences"]])
    equal(offers_of(operator, request, "accepted"), [{**offer, "state": "accepted"}])
    town["matcher"].stop()
    town.write_config(town["matcher"], clock_offset_us=f"'{3 * DAY_US}'")
    town["matcher"].start()
    town["matcher"].wait_ready()
    replaced(town, request, offer)
    check_held(town)


def main():
    """One town; unmet plans are tried again each second; the clock moves at the end."""
    with Town(settings={"matcher": {"unmet_retry_seconds": 1}}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
