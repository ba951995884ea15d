#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Some of the needs are accepted, work starts need by need, quotes are renewed: what a contact may decide."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import (accept_all, answer, asking, decision, events_of, letter_to, offers_of, plan_of,
                 quote_of, request_of, wait, wait_plan)
from story import equal, holds, stories_of, tell

DAY_US = 24 * 60 * 60 * 1000000
LAW = "legal.advice"


def refused(client, kind, data, error, path, **envelope):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data, **envelope)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), f"{kind} {data}")


def proposed(town, number, services):
    """A request for these services, planned and quoted: (request, plan)."""
    data = request_of(asking(town, number), services)
    request = town.client().need("intake.request.submit", data)["id"]
    return request, wait_plan(town.client(), request)


def three(town):
    """Advice of a lawyer and two other services."""
    return [LAW, *[code for code in sorted(town.sandbox.rates) if code != LAW][:2]]


def story_some_of_the_needs(town):
    """Two of three needs are accepted: the subset is matched and quoted by itself as version 2, which is
    within the limit and goes on; what was left out is told with its reason, nobody is asked for it."""
    operator = town.client()
    request, plan = proposed(town, 0, three(town))
    out = next(need for need in plan["needs"] if need["service"] != LAW)
    kept = [need["need"] for need in plan["needs"] if need is not out]
    operator.need("matcher.plan.decide",
                  {**decision(plan), "refused": [{"need": out["need"], "reason": "déjà fait"}]})
    newer = wait_plan(operator, request, version=2, state="accepted")
    equal(newer["basis"], "subset")
    equal([need["need"] for need in newer["needs"]], kept)
    equal(newer["refused"], [{"need": out["need"], "reason": "déjà fait"}])
    equal(len(quote_of(operator, newer)["lines"]), len(kept), "lines of the subset's own quote")
    holds(newer["quote_total_cents"] < plan["quote_total_cents"], "it costs less")
    accepted = events_of(town, "matcher", request, "matcher.plan.accepted")
    equal([(one["version"], one["automatic"], one["needs"], one["refused"]) for one in accepted],
          [(2, True, kept, newer["refused"])])
    equal({offer["need"] for offer in offers_of(operator, request)}, set(kept))
    accept_all(operator, request)


def story_subset_above_limit(town):
    """A subset whose price is above the limit is decided on again; then it goes on."""
    operator = town.client()
    request, plan = proposed(town, 1, three(town))
    kept = plan["needs"][0]["need"]
    operator.need("matcher.plan.decide", {**decision(plan, 1), "accepted_needs": [kept]})
    newer = wait_plan(operator, request, version=2)
    equal((newer["state"], len(newer["needs"])), ("proposed", 1))
    equal(offers_of(operator, request), [])
    operator.need("matcher.plan.decide", decision(newer))
    equal([offer["need"] for offer in offers_of(operator, request, "offered")], [kept])
    accept_all(operator, request)


def story_bad_divisions(town):
    """Needs that the plan does not have, a need both wanted and not, none at all, no limit: refused, and
    nothing has changed."""
    operator = town.client()
    request, plan = proposed(town, 2, three(town))
    first = plan["needs"][0]["need"]
    everything = [{"need": need["need"]} for need in plan["needs"]]
    for more, error, path in (
            ({"accepted_needs": [first, new_id()]}, "E_NOT_IN_PLAN", "data.accepted_needs[1]"),
            ({"refused": [{"need": new_id()}]}, "E_NOT_IN_PLAN", "data.refused[0].need"),
            ({"accepted_needs": [first], "refused": [{"need": first}]}, "E_NOT_IN_PLAN",
             "data.accepted_needs[0]"),
            ({"refused": everything}, "E_FIELD_COUNT", "data.refused"),
            ({"accepted_needs": [first], "not_to_exceed_cents": 0}, "E_OVER_LIMIT",
             "data.not_to_exceed_cents"),
            ({"accepted_needs": [first], "quote": new_id()}, "E_PLAN_VERSION", "data.quote"),
            ({"accepted_needs": [first], "version": 2}, "E_PLAN_VERSION", "data.version")):
        refused(operator, "matcher.plan.decide", {**decision(plan), **more}, error, path)
    equal(plan_of(operator, request), plan)


def story_who_decides(town):
    """A professional does not decide on plans, and a contact does not answer offers."""
    operator = town.client()
    request, plan = proposed(town, 3, [LAW])
    refused(operator, "matcher.plan.decide", decision(plan), "E_NOT_FOR_ACTOR", "actor.kind",
            actor={"kind": "professional"})
    operator.need("matcher.plan.decide", decision(plan), actor={"kind": "contact"})
    offer = offers_of(operator, request, "offered")[0]
    refused(operator, "matcher.offer.respond", answer(offer), "E_NOT_FOR_ACTOR", "actor.kind",
            actor={"kind": "contact"})
    operator.need("matcher.offer.respond", answer(offer), actor={"kind": "professional"})


def started(town, request):
    """Needs of the request that have been told to start, in that order."""
    return [one["need"]["need"] for one in
            events_of(town, "matcher", request, "matcher.need.started")]


def story_need_by_need(town):
    """Each need starts when its professional accepts; one that nobody can do does not stop the others,
    also when somebody accepts after the plan has become unmet."""
    operator = town.client()
    request, plan = proposed(town, 4, three(town))
    operator.need("matcher.plan.decide", decision(plan, 100 * plan["quote_total_cents"]))
    early, late, *rest = [offer for offer in offers_of(operator, request, "offered")
                          if offer["service"] != LAW]
    equal((started(town, request), rest), ([], []))
    operator.need("matcher.offer.respond", answer(early))
    equal(started(town, request), [early["need"]])
    while plan_of(operator, request)["state"] != "unmet":
        for offer in offers_of(operator, request, "offered"):
            if offer["service"] == LAW:
                operator.need("matcher.offer.respond", answer(offer, "decline"))
    operator.need("matcher.offer.respond", answer(late))
    equal(started(town, request), [early["need"], late["need"]])
    equal(events_of(town, "matcher", request, "matcher.plan.staffed"), [])
    told = events_of(town, "matcher", request, "matcher.need.started")[-1]
    quotes = {quote["id"]: quote["version"]
              for quote in operator.need("billing.quote.list", {"plan": plan["id"]})["quotes"]}
    equal(quotes[told["quote"]], told["version"], "the quote agreed to last")


def story_without_the_rest(town):
    """Of an unmet plan the contact takes what can be done: matched by itself, it is staffed."""
    operator = town.client()
    request, plan = proposed(town, 5, three(town))
    operator.need("matcher.plan.decide", decision(plan, 100 * plan["quote_total_cents"]))
    gone = next(need for need in plan["needs"] if need["service"] == LAW)
    while plan_of(operator, request)["state"] != "unmet":
        for offer in offers_of(operator, request, "offered"):
            good = offer["need"] != gone["need"]
            operator.need("matcher.offer.respond", answer(offer, "accept" if good else "decline"))
    unmet = plan_of(operator, request)
    operator.need("matcher.plan.decide",
                  {"plan": plan["id"], "version": unmet["version"], "quote": new_id(),
                   "decision": "accept", "refused": [{"need": gone["need"]}],
                   "not_to_exceed_cents": plan["quote_total_cents"]})
    newer = wait_plan(operator, request, version=unmet["version"] + 1, state="staffed")
    equal({need["need"] for need in newer["needs"]},
          {need["need"] for need in plan["needs"]} - {gone["need"]})


def story_depends(town):
    """A need that depends on another starts only when that one has somebody."""
    operator = town.client()
    _, first, second = three(town)
    data = request_of(asking(town, 6), [first])
    data["needs"].append({"service": second, "depends_on": [first]})
    request = operator.need("intake.request.submit", data)["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan))
    offers = {offer["service"]: offer for offer in offers_of(operator, request, "offered")}
    operator.need("matcher.offer.respond", answer(offers[second]))
    equal(started(town, request), [])
    operator.need("matcher.offer.respond", answer(offers[first]))
    equal(started(town, request), [offers[first]["need"], offers[second]["need"]])


def story_kept_by_an_update(town):
    """A need is added to a request at work: version n + 1 keeps who has accepted, offers the new need, and
    goes on within the limit; a need that is taken away is taken back."""
    operator = town.client()
    law, books, other = three(town)
    request, plan = proposed(town, 8, [law, books])
    operator.need("matcher.plan.decide", decision(plan, 9 * plan["quote_total_cents"]))
    accept_all(operator, request)
    team = {need["service"]: (need["need"], need["professional"]) for need in plan["needs"]}
    operator.need("intake.request.update", {"id": request, "add": [{"service": other}],
                                            "remove": [team[books][0]]})
    newer = wait_plan(operator, request, version=2, state="accepted")
    equal(newer["basis"], "update")
    found = {need["service"]: (need["need"], need["professional"]) for need in newer["needs"]}
    equal((set(found), found[law]), ({law, other}, team[law]))
    equal({one["service"]: one["state"] for one in offers_of(operator, request)},
          {law: "accepted", books: "withdrawn", other: "offered"})
    accept_all(operator, request)


def story_withdrawn(town):
    """A request is withdrawn while offers are out: the matcher says what was released, a later decision finds
    the plan withdrawn, and so does an answer to an offer."""
    operator = town.client()
    request, plan = proposed(town, 9, three(town))
    operator.need("matcher.plan.decide", decision(plan))
    offers = offers_of(operator, request, "offered")
    operator.need("intake.request.withdraw", {"id": request})
    told = wait(lambda: events_of(town, "matcher", request, "matcher.request.released"), "the end")
    equal([(one["plan"], one["version"], one["was"], set(one["released"])) for one in told],
          [(plan["id"], 1, "accepted", {offer["assignment"] for offer in offers})])
    refused(operator, "matcher.plan.decide", decision(plan), "E_STATE", "data.plan")
    refused(operator, "matcher.offer.respond", answer(offers[0]), "E_OFFER_GONE", "data.assignment")
    letter_to(operator, request, "taken_back", offers[0]["professional"])
    equal(plan_of(operator, request)["state"], "withdrawn")


def story_duties_stay_apart(town):
    """Two needs that two people must do stay with two people when one of them is matched again."""
    operator = town.client()
    _, first, second = three(town)
    data = request_of(asking(town, 10), [first])
    data["needs"].append({"service": second, "not_same_person_as": [first]})
    request = operator.need("intake.request.submit", data)["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan, 100 * plan["quote_total_cents"]))
    for _ in range(3):
        plan = wait_plan(operator, request)
        team = [need["professional"] for need in plan["needs"]]
        equal(len(set(team)), 2, "two people")
        offers = wait(lambda: offers_of(operator, request, "offered"), "offers")
        kept = next((one for one in offers if one["service"] == first), None)
        if kept:
            operator.need("matcher.offer.respond", answer(kept))
        gone = next(one for one in offers if one["service"] == second)
        operator.need("matcher.offer.respond", answer(gone, "decline"))
        if wait(lambda: plan_of(operator, request)["version"] > plan["version"] and
                plan_of(operator, request), "the next version")["state"] == "unmet":
            break
        wait(lambda: [one for one in offers_of(operator, request, "offered")
                      if one["service"] == second], "the next offer")


def story_renewed(town):
    """An expired quote is no dead end: the plan is renewed, with a quote that can be accepted. Only the
    present version of a proposed plan can be."""
    operator = town.client()
    request, plan = proposed(town, 7, [LAW])
    wrong = {"plan": plan["id"], "version": 9}
    refused(operator, "matcher.plan.renew", wrong, "E_PLAN_VERSION", "data.version")
    refused(operator, "matcher.plan.renew", {**wrong, "plan": new_id()}, "E_NOT_FOUND", "data.plan")
    for service in ("matcher", "billing"):
        town[service].stop()
        town.write_config(town[service], clock_offset_us=f"'{40 * DAY_US}'")
        town[service].start()
        town[service].wait_ready()
    refused(operator, "matcher.plan.decide", decision(plan), "E_QUOTE_EXPIRED", "data.quote")
    operator.need("matcher.plan.renew", {"plan": plan["id"], "version": 1})
    newer = wait_plan(operator, request, version=2)
    equal((newer["state"], newer["basis"]), ("proposed", "renewed"))
    operator.need("matcher.plan.decide", decision(newer))
    wait(lambda: offers_of(operator, request, "offered"), "offers")
    refused(operator, "matcher.plan.renew", {"plan": plan["id"], "version": 2}, "E_STATE", "data.plan")


def main():
    """One town; the clock moves at the end."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
