#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Everything that can be asked about a team, on the bus: why, why not, what if, and once more."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import answer, asking, decision, offers_of, request_of, wait_plan
from story import equal, holds, stories_of, tell

SERVICES = ("legal.advice", "accounting.projections", "finance.funding")


def explain(town, **data):
    """The answer of matcher.match.explain."""
    return town.client().need("matcher.match.explain", data)


def refused(town, error, path, **data):
    """The question is refused with this error at this path."""
    reply = town.client().call("matcher.match.explain", data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path))


def count_rows(town):
    """How much is stored at the matcher."""
    return town.rows("matcher", "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM event), "
                                "(SELECT count(*) FROM plan_case)")


def planned(town, number, services=SERVICES):
    """A request with its plan."""
    request = town.client().need("intake.request.submit",
                                 request_of(asking(town, number), services))["id"]
    return request, wait_plan(town.client(), request)


def wish(service, field, **more):
    """A need of a request that is not there."""
    return {"id": new_id(), "service": service, "field": field, "provenance": "declared",
            "minutes": 300, **more}


def team_of(needs):
    """{need: professional}"""
    return {need["need"]: need["professional"] for need in needs}


def story_terms(town):
    """The team of a request comes with its terms, which add up, and a runner-up for each need that has
    one; nothing is written."""
    request, plan = planned(town, 0)
    before = count_rows(town)
    told = explain(town, request=request)
    equal(team_of(told["needs"]), team_of(plan["needs"]))
    equal(sum(term["amount_cents"] for term in told["terms"]), told["cost_cents"])
    equal((told["proven"], told["lower_bound_cents"]), (True, told["cost_cents"]))
    for need in told["needs"]:
        holds(need["candidate_count"] == 1 or "runner_up" in need, "somebody comes next")
    equal(count_rows(town), before, "nothing is written")


def story_best_teams(town):
    """The ten best teams come in the order of their price; forbidding and forcing people agrees with it."""
    request, plan = planned(town, 1)
    told = explain(town, request=request, best=10)
    teams = told["teams"]
    extras = [team.get("extra_cents", 0) for team in teams]
    equal((extras[0], extras, told["complete"]), (0, sorted(extras), True))
    equal(team_of(teams[0]["picks"]), team_of(plan["needs"]))
    other = next(team for team in teams
                 if not {pick["professional"] for pick in team["picks"]} <=
                 {pick["professional"] for pick in teams[0]["picks"]})
    newcomer = next(pick["professional"] for pick in other["picks"] if pick["professional"]
                    not in {first["professional"] for first in teams[0]["picks"]})
    forced = explain(town, request=request, force=[newcomer])
    equal(forced["cost_cents"], other["cost_cents"], "the best team with them is in the list")
    equal(explain(town, request=request, professional=newcomer)["extra_cents"],
          other["extra_cents"], "why not: the difference")
    gone = teams[0]["picks"][0]["professional"]
    without = explain(town, request=request, forbid=[gone])
    holds(gone not in team_of(without["needs"]).values(), "forbidden")
    first = next(team for team in teams
                 if gone not in {pick["professional"] for pick in team["picks"]})
    equal(without["cost_cents"], first["cost_cents"])


def story_what_if(town):
    """A request that is not there is answered as if it were, in another language, region and at other
    times; what stands in the way can be given up."""
    needs = [wish("legal.advice", "law", licence="barreau-qc", min_level=2, languages=["fr"]),
             wish("accounting.projections", "accounting")]
    before = count_rows(town)
    told = explain(town, question={"needs": needs, "language": "fr", "region": "ca.qc.estrie"})
    holds(told["found"] and told["proven"], "there is a team")
    needs[0]["languages"] = ["cr"]
    spoken = explain(town, question={"needs": needs, "language": "fr"})
    holds("found" not in spoken, "nobody works in Cree")
    equal([item["constraint"] for item in spoken["relaxations"] if item.get("needed")], ["language"])
    given = explain(town, question={"needs": needs, "language": "fr"},
                    relax=[{"need": needs[0]["id"], "constraint": "language"}])
    holds(given["found"], "with an interpreter there is one")
    equal(given["cost_cents"], next(item["cost_cents"] for item in spoken["relaxations"]
                                    if item.get("needed")))
    equal(count_rows(town), before, "nothing is written")


def story_own_people(town):
    """A question with people of its own does not look at anybody else, and nobody remembers them."""
    need, person = wish("x.y", "z"), {"id": new_id(), "weekly_minutes": 600,
                                      "skills": [{"field": "z", "level": 1}]}
    told = explain(town, question={"needs": [need], "people": [person],
                                   "rates": [{"service": "x.y", "hourly_cents": 6000}]})
    equal((told["cost_cents"], team_of(told["needs"])), (30000, {need["id"]: person["id"]}))
    refused(town, "E_NOT_FOUND", "data.professional", question={"needs": [need]},
            professional=person["id"])


def story_replay(town):
    """Every version of a plan can be decided again from what was kept: same team, same digest; also after
    somebody declined and everything has changed."""
    operator = town.client()
    request, plan = planned(town, 2)
    operator.need("matcher.plan.decide", decision(plan, 2 * plan["quote_total_cents"]))
    offer = offers_of(operator, request, "offered")[0]
    operator.need("matcher.offer.respond", answer(offer, "decline"))
    wait_plan(operator, request, version=2)
    person = town.sandbox.professionals[offer["professional"]]
    operator.need("matcher.professional.put", {**person, "weekly_minutes": 1})
    for version in (1, 2, 0):
        told = operator.need("matcher.match.replay", {"request": request, "version": version})
        equal((told["version"], told.get("same")), (version or 2, True))
        equal(told["input_digest"], told["replayed_digest"])
    first = operator.need("matcher.match.replay", {"request": request, "version": 1})
    equal(team_of(first["explanation"]["needs"]), team_of(plan["needs"]))
    holds(len(first["question"]["people"]) < 60, "far from everybody is kept")
    operator.need("matcher.professional.put", {**person, "expected_rev": 0})
    reply = operator.call("matcher.match.replay", {"request": request, "version": 3})
    equal((reply.status, reply.error, reply.path), ("refused", "E_NOT_FOUND", "data.version"))
    reply = operator.call("matcher.match.replay", {"request": new_id()})
    equal((reply.status, reply.error, reply.path), ("refused", "E_NOT_FOUND", "data.request"))


def story_capacity(town):
    """Before anything is asked: how many could do it, how much time there is, from when. Who is away does
    not count on those days, and is back when they are taken away."""
    operator = town.client()
    asked = {"field": "law", "licence": "barreau-qc", "min_level": 2, "languages": ["fr"]}
    told = operator.need("matcher.capacity.get", asked)
    holds(told["people"] > 1 and told["free_minutes"] > 0 and told["earliest"], "there is some")
    equal(sum(week.get("free_minutes", 0) for week in told["weeks"]), told["free_minutes"])
    equal("earliest" in operator.need("matcher.capacity.get", {**asked, "field": "dance"}), False)
    person = team_of(explain(town, question={"needs": [
        wish("legal.advice", "law", licence="barreau-qc", min_level=2, languages=["fr"],
             modality="remote")]})["needs"]).popitem()[1]
    away = {"professional": person, "spans": [{"from": "2000-01-01", "to": "2999-12-31"}]}
    equal(operator.need("matcher.capacity.put", away)["rev"], 1)
    equal(operator.need("matcher.capacity.put", away)["rev"], 1, "the same again is no change")
    less = operator.need("matcher.capacity.get", asked)
    equal(less["people"], told["people"] - 1)
    town["matcher"].stop()
    town["matcher"].start()
    town["matcher"].wait_ready()
    equal(operator.need("matcher.capacity.get", asked), less, "also after a restart")
    operator.need("matcher.capacity.put", {"professional": person, "expected_rev": 1})
    equal(operator.need("matcher.capacity.get", asked), told)
    for data, error, path in [
            ({"professional": new_id()}, "E_NOT_FOUND", "data.professional"),
            ({"professional": person, "expected_rev": 1}, "E_REV", "data.expected_rev"),
            ({"professional": person, "spans": [{"from": "2030-01-02", "to": "2030-01-01"}]},
             "E_DATES", "data.spans[0].to")]:
        reply = operator.call("matcher.capacity.put", data)
        equal((reply.status, reply.error, reply.path), ("refused", error, path))
    reply = operator.call("matcher.capacity.get",
                          {**asked, "earliest": "2030-01-02", "latest": "2030-01-01"})
    equal((reply.status, reply.error, reply.path), ("refused", "E_DATES", "data.latest"))


def story_conflicts_from_above(town):
    """A conflict with any organisation above the requester counts, by whichever way, and so does one with
    what is above an adverse party."""
    operator, contact = town.client(), asking(town, 4)
    one, other, outside = new_id(), new_id(), new_id()
    for organisation in (one, other, outside):
        operator.need("intake.organisation.put", {
            "id": organisation, "name": "Réseau", "kind": "network", "language": "fr",
            "region": "ca.qc.montreal"})
    for child, parent in [(contact["organisation"], one), (one, other), (outside, one)]:
        operator.need("intake.membership.put", {"id": new_id(), "child": child, "parent": parent,
                                                "valid_from": "2020-01-01"})
    request, plan = planned(town, 4, SERVICES[:1])
    person = plan["needs"][0]["professional"]
    need = plan["needs"][0]["need"]
    asked = {"needs": [wish("legal.advice", "law")], "organisation": contact["organisation"]}
    equal(explain(town, request=request, professional=person, need=need)["on_team"], True)
    conflict = {"id": new_id(), "professional": person, "organisation": other,
                "valid_from": "2020-01-01"}
    operator.need("matcher.conflict.put", conflict)
    equal(explain(town, question=asked, professional=person)["constraint"], "conflict")
    later, plan = planned(town, 4, SERVICES[:1])
    holds(plan["needs"][0]["professional"] != person, "somebody else is found")
    equal(explain(town, request=later, professional=person)["constraint"], "conflict")
    far = {**asked, "organisation": asking(town, 5)["organisation"]}
    holds(explain(town, question=far, professional=person).get("constraint") != "conflict",
          "elsewhere they are free")
    equal(explain(town, question={**far, "adverse": [outside]},
                  professional=person)["constraint"], "conflict")
    operator.need("matcher.conflict.put", {**conflict, "valid_to": "2020-01-02"})


def story_backlog(town):
    """Requests that wait are decided together when the operator says so: the most urgent first, out of the
    same capacity. Asked beforehand it says who would be met, with a bound; nothing is written."""
    operator = town.client()
    lawyers = [person for person in town.sandbox.professionals.values()
               if any(skill["field"] == "law" for skill in person["skills"])]
    away = {"spans": [{"from": "2000-01-01", "to": "2999-12-31"}]}
    for person in lawyers:
        operator.need("matcher.capacity.put", {"professional": person["id"], **away})
    waiting = []
    for number, urgency in enumerate(("low", "normal", "legal_deadline"), 10):
        asked = request_of(asking(town, number), SERVICES[:1], urgency=urgency)
        waiting.append(operator.need("intake.request.submit", asked)["id"])
    for request in waiting:
        wait_plan(operator, request, state="unmet")
        equal(operator.need("matcher.match.replay", {"request": request}).get("same"), True,
              "also that there is no team can be decided again")
    told = operator.need("matcher.batch.explain", {})
    equal(told.get("met_count", 0), 0)
    ordered = [item["request"] for item in told["items"] if item["request"] in waiting]
    equal(ordered, list(reversed(waiting)), "the most urgent first")
    for person in lawyers:
        operator.need("matcher.capacity.put", {"professional": person["id"]})
    before = count_rows(town)
    told = operator.need("matcher.batch.explain", {})
    equal(count_rows(town), before, "nothing is written")
    met = [item for item in told["items"] if item["request"] in waiting and "picks" in item]
    equal(len(met), 3)
    equal(told.get("gap_cents", 0), told["cost_cents"] - told["lower_bound_cents"])
    holds(told.get("gap_cents", 0) >= 0 and told["jain_numerator"] <= told["jain_denominator"], "sane")
    equal(operator.need("matcher.batch.explain", {"limit": 1})["items"][0]["request"], waiting[2])
    operator.need("matcher.batch.run", {})
    for item in met:
        plan = wait_plan(operator, item["request"], version=2)
        equal(plan["state"], "proposed")
        equal(team_of(plan["needs"]), team_of(item["picks"]), "as was told")
    equal([item for item in operator.need("matcher.batch.explain", {}).get("items", [])
           if item["request"] in waiting], [], "they wait no more")
    reply = operator.call("matcher.batch.run", {"limit": 101})
    equal((reply.status, reply.error, reply.path), ("error", "E_FIELD_RANGE", "data.limit"))


def story_wrong_questions(town):
    """What cannot be asked is refused with its path."""
    request, _plan = planned(town, 3, SERVICES[:1])
    need, nobody = wish("legal.advice", "law"), new_id()
    refused(town, "E_FIELD_MISSING", "data.question")
    refused(town, "E_FIELD_MISSING", "data.request", request=request, question={"needs": [need]})
    refused(town, "E_NOT_FOUND", "data.request", request=nobody)
    refused(town, "E_NOT_FOUND", "data.need", request=request, need=nobody)
    refused(town, "E_NOT_FOUND", "data.professional", request=request, professional=nobody)
    refused(town, "E_NOT_FOUND", "data.force[0]", request=request, force=[nobody])
    refused(town, "E_NOT_FOUND", "data.forbid[0]", request=request, forbid=[nobody])
    refused(town, "E_NOT_FOUND", "data.relax[0].need", request=request,
            relax=[{"need": nobody, "constraint": "level"}])
    refused(town, "E_FIELD_FORMAT", "data.question.needs[1].id", question={"needs": [need, need]})


def main():
    """One town, in which nobody is matched again by the clock alone."""
    with Town(settings={"matcher": {"unmet_retry_seconds": 3600}}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
