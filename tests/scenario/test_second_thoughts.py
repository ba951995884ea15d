#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""People change their minds: older versions, limits, refusals, teams that fall apart, late answers."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town, wait_for
from job import (accept_all, answer, asking, decision, letter_to, offers_of, plan_of, request_of, wait,
                 wait_engagement, wait_plan)
from story import equal, holds, stories_of, tell

DAY_US = 24 * 60 * 60 * 1000000


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def offered_job(town, number, limit_factor=1, services=("legal.advice",)):
    """A request whose plan is accepted with a limit: (request, plan, first offer)."""
    operator = town.client()
    taken = operator.need("intake.request.submit", request_of(asking(town, number), services))
    plan = wait_plan(operator, taken["id"])
    operator.need("matcher.plan.decide", decision(plan, limit_factor * plan["quote_total_cents"]))
    return taken["id"], plan, offers_of(operator, taken["id"], "offered")[0]


def two_services(town):
    """Advice of a lawyer and something else."""
    other = next(code for code in sorted(town.sandbox.rates) if code != "legal.advice")
    return "legal.advice", other


def answer_of_matcher(town, request):
    """What the matcher's memory says about each professional for each need of the request."""
    operator, plan = town.client(), plan_of(town.client(), request)
    return [operator.need("matcher.match.explain",
                          {"request": request, "need": need["need"], "professional": person})
            for need in plan["needs"] for person in sorted(town.sandbox.professionals)]


def check_held(town):
    """An assignment holds minutes exactly while it is offered or accepted (states 0 and 1)."""
    wrong = town.rows("matcher", "SELECT count(*) FROM assignment WHERE held <> (state IN (0, 1))")
    equal(wrong, [["0"]], "assignments that hold what they must not, or the other way round")


def story_accepted_twice(town):
    """A plan is accepted once: a second acceptance or a refusal after it changes nothing."""
    request, plan, offer = offered_job(town, 0)
    operator = town.client()
    refused(operator, "matcher.plan.decide", decision(plan), "E_STATE", "data.plan")
    refused(operator, "matcher.plan.decide", decision(plan, word="refuse"), "E_STATE", "data.plan")
    equal([one["assignment"] for one in offers_of(operator, request, "offered")],
          [one["assignment"] for one in offers_of(operator, request)], "offers made once")
    equal(offer["state"], "offered")


def story_above_limit(town):
    """A re-match above the limit waits: deciding on the older version is refused, on the newer one goes
    on; meanwhile an offer of the older version can still be accepted, and counts."""
    request, plan, offer = offered_job(town, 1)
    operator = town.client()
    rate = town.sandbox.rates["legal.advice"]
    operator.need("billing.rate.put", {**rate, "hourly_cents": 2 * rate["hourly_cents"]})
    operator.need("matcher.offer.respond", answer(offer, "decline", reason="capacity"))
    newer = wait_plan(operator, request, version=2)
    holds(newer["quote_total_cents"] > plan["quote_total_cents"], "the price rose")
    equal(newer["state"], "proposed")
    refused(operator, "matcher.plan.decide", decision(plan), "E_PLAN_VERSION", "data.version")
    refused(operator, "matcher.plan.decide",
            {**decision(newer), "quote": plan["quote"]}, "E_PLAN_VERSION", "data.quote")
    for other in offers_of(operator, request, "offered"):
        operator.need("matcher.offer.respond", answer(other))
    equal(plan_of(operator, request)["state"], "proposed", "not staffed before it is decided")
    operator.need("matcher.plan.decide", decision(newer))
    accept_all(operator, request)
    engagement = wait_engagement(operator, request)
    equal(engagement["quote"], newer["quote"])
    operator.need("billing.rate.put", {**rate, "expected_rev": 0})


def story_refused_after_decline(town):
    """The contact refuses a new version: who has accepted and who is asked are free again, once, and told."""
    request, _plan, _offer = offered_job(town, 2, services=two_services(town))
    operator = town.client()
    offers = offers_of(operator, request, "offered")
    holds(len(offers) > 1, "at least two needs")
    rate = town.sandbox.rates["legal.advice"]
    operator.need("billing.rate.put", {**rate, "hourly_cents": 3 * rate["hourly_cents"]})
    law = next(one for one in offers if one["service"] == "legal.advice")
    for other in offers:
        if other is not law:
            operator.need("matcher.offer.respond", answer(other))
    operator.need("matcher.offer.respond", answer(law, "decline", reason="capacity"))
    newer = wait_plan(operator, request, version=2)
    equal(newer["state"], "proposed")
    operator.need("matcher.plan.decide", decision(newer, word="refuse"))
    equal({one["state"] for one in offers_of(operator, request)}, {"declined", "withdrawn"})
    for gone in offers_of(operator, request, "withdrawn"):
        letter_to(operator, request, "taken_back", gone["professional"])
    for gone in offers:
        refused(operator, "matcher.offer.respond", answer(gone), "E_OFFER_GONE", "data.assignment")
    check_held(town)
    operator.need("billing.rate.put", {**rate, "expected_rev": 0})


def story_nobody_left(town):
    """Everybody declines in turn: at last the plan is unmet, and says so; nothing is held any more."""
    operator = town.client()
    request, plan, _offer = offered_job(town, 3, limit_factor=100)
    need = plan["needs"][0]["need"]
    rounds = 0
    while plan["state"] == "accepted" or rounds == 0:
        open_offer = wait(lambda: [one for one in offers_of(operator, request, "offered")
                                   if one["need"] == need], "an offer")[0]
        operator.need("matcher.offer.respond", answer(open_offer, "decline"))
        rounds += 1
        plan = wait(lambda: (now := plan_of(operator, request)) and now["version"] == rounds + 1
                    and now["state"] in ("accepted", "unmet") and now, "the next version")
    equal(plan["state"], "unmet")
    holds(rounds > 1, "several were asked")
    equal(len({one["professional"] for one in offers_of(operator, request)
               if one["need"] == need}), rounds, "nobody is asked twice")
    holds(wait_for(lambda: operator.need("intake.request.get", {"id": request})["state"] == "unmet",
                   10), "intake says unmet")
    refused(operator, "matcher.plan.decide",
            {"plan": plan["id"], "version": plan["version"], "quote": new_id(),
             "decision": "accept", "not_to_exceed_cents": 1}, "E_PLAN_VERSION", "data.quote")
    check_held(town)


def story_giving_up(town):
    """The contact gives up an unmet plan: who had accepted the rest is free again, and intake knows."""
    operator = town.client()
    request, plan, _offer = offered_job(town, 7, 100, two_services(town))
    gone, *others = offers_of(operator, request, "offered")
    for other in others:
        operator.need("matcher.offer.respond", answer(other))
    while plan_of(operator, request)["state"] != "unmet":
        for offer in offers_of(operator, request, "offered"):
            equal(offer["need"], gone["need"])
            operator.need("matcher.offer.respond", answer(offer, "decline"))
    plan = plan_of(operator, request)
    operator.need("matcher.plan.decide", {"plan": plan["id"], "version": plan["version"],
                                          "quote": new_id(), "decision": "refuse"})
    equal({one["state"] for one in offers_of(operator, request)}, {"declined", "withdrawn"})
    holds(wait_for(lambda: operator.need("intake.request.get", {"id": request})["state"] ==
                   "declined", 10), "intake says declined")
    check_held(town)


def story_memory(town):
    """What the matcher counted as things happened is what it counts from its tables after a restart:
    minutes, assignments, and who served whom, also where an acceptance was withdrawn."""
    operator = town.client()
    data = request_of(asking(town, 2), two_services(town))
    request = operator.need("intake.request.submit", data)["id"]
    wait_plan(operator, request)
    before = answer_of_matcher(town, request)
    town["matcher"].stop()
    town["matcher"].start()
    town["matcher"].wait_ready()
    equal(answer_of_matcher(town, request), before)


def story_no_limit(town):
    """The greatest number as a limit means none: work can be logged."""
    operator = town.client()
    taken = operator.need("intake.request.submit", request_of(asking(town, 4)))
    plan = wait_plan(operator, taken["id"])
    operator.need("matcher.plan.decide", decision(plan, 2 ** 63 - 1))
    accept_all(operator, taken["id"])
    engagement = wait_engagement(operator, taken["id"])
    need = engagement["needs"][0]
    operator.need("billing.work.log",
                  {"engagement": engagement["id"], "need": need["need"], "minutes": 30,
                   "professional": need["professional"], "source_ref": new_id(),
                   "day": taken["eligibility"]["as_of"]})


def story_ninth_tax(town):
    """A ninth tax for one place is refused, so that no document leaves one out."""
    operator = town.client()
    tax = {**town.sandbox.taxes[0], "code": "levy", "rate_ppm": 10, "region": "nowhere.small"}
    for _ in range(8):
        operator.need("billing.tax.put", {**tax, "id": new_id()})
    refused(operator, "billing.tax.put", {**tax, "id": new_id(), "region": "nowhere"},
            "E_FIELD_COUNT", "data.region")


def story_too_late(town):
    """Four days later: an offer that ran out cannot be accepted, and neither can a quote."""
    operator = town.client()
    request, _plan, offer = offered_job(town, 5)
    waiting = operator.need("intake.request.submit", request_of(asking(town, 6)))["id"]
    quoted = wait_plan(operator, waiting)
    town["matcher"].stop()
    town.write_config(town["matcher"], clock_offset_us=f"'{4 * DAY_US}'")
    town["matcher"].start()
    town["matcher"].wait_ready()
    refused(operator, "matcher.offer.respond", answer(offer), "E_OFFER_GONE", "data.assignment")
    wait(lambda: offers_of(operator, request, "expired"), "the offer's end")
    wait_plan(operator, request, version=2)
    refused(operator, "matcher.plan.decide", decision(quoted), "E_QUOTE_EXPIRED", "data.quote")
    operator.need("matcher.plan.decide", decision(quoted, word="refuse"))
    check_held(town)


def main():
    """One town; the clock moves at the end."""
    with Town(settings={"billing": {"quote_valid_days": 1}}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
