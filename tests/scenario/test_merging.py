#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""What turns out to be the same: two requests become one, a sketch is an organisation known here."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from desk import BOOKS, LAW, ROLES, Desk, reviewed, sketch_of, submit_sketch
from job import asking, decision, events_of, letter_to, plan_of, wait, wait_plan
from story import equal, holds, stories_of, tell


def link(service, *first):
    """A wish for a service that comes after others."""
    return {"service": service, **({"depends_on": list(first)} if first else {})}


def two(desk, number, first, second, **more):
    """Two requests of one contact, planned: (the first, the second)."""
    ids = [desk.submit(number, services)["id"] for services in (first, second)]
    for request in ids:
        wait_plan(desk.client, request)
        desk.wait_state(request, "planned")
    return ids


def story_merge(town):
    """The second request's needs go over, each once, with their order; it ends, its clock and its plan too; the
    first is matched and priced anew with all of them, and the contact is told once."""
    desk = Desk(town)
    contact, deadline = asking(town, 1), (datetime.date.today() + datetime.timedelta(40)).isoformat()
    kept = desk.submit(1, (LAW,))["id"]
    wait_plan(desk.client, kept)
    gone = desk.done("contact", "intake.request.submit", {
        "source_ref": new_id(), "organisation": contact["organisation"], "contact": contact["id"],
        "needs": [link(LAW), link(BOOKS), link(ROLES, BOOKS, LAW)], "deadline": deadline,
        "urgency": "high", "adverse_parties": [{"name": "Voisine inc."}]})
    holds(kept in [one["request"] for one in gone["similar"]], "it was warned of")
    gone = gone["id"]
    wait_plan(desk.client, gone)
    desk.wait_state(gone, "planned")
    before = desk.get(kept)
    merge = {"id": gone, "into": kept, "reason": "en double"}
    tried = desk.done("contact", "intake.request.merge", {**merge, "dry_run": True})
    equal((tried["dry_run"], tried["rev"]), (True, before["rev"]))
    equal(desk.get(kept), before, "nothing is changed")
    effect = desk.done("contact", "intake.request.merge", merge)
    equal((effect["id"], effect["rev"]), (kept, before["rev"] + 1))
    needs = desk.needs(kept)
    equal(sorted(needs), sorted((LAW, BOOKS, ROLES)))
    equal(sorted(needs[ROLES]["depends_on"]), sorted([needs[LAW]["id"], needs[BOOKS]["id"]]))
    now = desk.get(kept)
    equal((now["deadline"], now["urgency"]), (deadline, "high"))
    ended = desk.wait_state(gone, "merged")
    equal((ended["merged_into"], {need["state"] for need in ended["needs"]}), (kept, {"cancelled"}))
    equal(plan_of(desk.client, gone)["state"], "withdrawn")
    wait(lambda: town.rows("billing", f"SELECT state FROM quote WHERE request = '{gone}' AND state = 0") == [],
         "no quote is open")
    plan = wait_plan(desk.client, kept, version=2)
    equal(sorted(need["service"] for need in plan["needs"]), sorted((LAW, BOOKS, ROLES)))
    letter = letter_to(desk.client, kept, "merged", contact["id"])
    holds("réunies" in letter["words"] and gone in letter["words"], letter["words"])
    equal(desk.mails(gone, "withdrawn"), [], "nobody is told that it is withdrawn")
    told = events_of(town, "intake", gone, "intake.request.merged")
    equal(len(told), 1)
    equal(sorted(told[0]["services"]), sorted((BOOKS, ROLES)))
    desk.client.need("matcher.plan.decide", decision(plan))
    desk.refused("contact", "intake.request.merge", merge, "E_STATE", "data.id")


def story_cannot_merge(town):
    """One with itself, of two organisations, one with work in it, by a professional, of an old revision or of
    nobody's: refused, and nothing is changed."""
    desk = Desk(town)
    first, second = two(desk, 2, (LAW,), (BOOKS,))
    other = desk.submit(3)["id"]
    merge = {"id": first, "into": second}
    for change, error, path in (({"into": first}, "E_MERGE", "data.into"),
                                ({"into": other}, "E_MERGE", "data.into"),
                                ({"into": new_id()}, "E_NOT_FOUND", "data.into"),
                                ({"expected_rev": 99}, "E_REV", "data.expected_rev")):
        desk.refused("contact", "intake.request.merge", {**merge, **change}, error, path)
    desk.refused("professional", "intake.request.merge", merge, "E_NOT_FOR_ACTOR", "actor.kind")
    desk.client.need("matcher.plan.decide", decision(wait_plan(desk.client, first)))
    desk.wait_state(first, "accepted")
    desk.refused("contact", "intake.request.merge", merge, "E_STATE", "data.id")
    equal(desk.state(second), "planned")


def story_merge_at_the_desk(town):
    """What waits for an adviser ends at once, its clock stops, and what goes on still waits for the adviser."""
    with reviewed(town) as desk:
        first, second = (desk.submit(4, services)["id"] for services in ((LAW,), (BOOKS,)))
        effect = desk.done("adviser", "intake.request.merge", {"id": first, "into": second})
        equal((effect["state"], desk.state(first), desk.state(second)), ("triage", "merged", "triage"))
        equal(sorted(desk.needs(second)), sorted((LAW, BOOKS)))
        equal(plan_of(desk.client, second), None, "not matched yet")
        desk.done("adviser", "intake.request.confirm", {"id": second, "expected_rev": effect["rev"]})
        equal(len(wait_plan(desk.client, second)["needs"]), 2)


def story_identify(town):
    """An adviser recognises a sketch: request, needs and contact are the known organisation's, the sketch is
    left, and with a path the request goes on; so two requests of what is one organisation can be merged."""
    desk = Desk(town)
    known = asking(town, 5)["organisation"]
    mine = desk.submit(5, (BOOKS,))["id"]
    wait_plan(desk.client, mine)
    taken = submit_sketch(desk, sketch_of(town, name=town.sandbox.organisations[known]["name"]))
    request, sketch = taken["id"], taken["organisation"]
    desk.refused("contact", "intake.request.merge", {"id": request, "into": mine}, "E_MERGE", "data.into")
    who = {"request": request, "organisation": known}
    other = submit_sketch(desk, sketch_of(town))["organisation"]
    desk.refused("contact", "intake.request.identify", who, "E_NOT_FOR_ACTOR", "actor.kind")
    for wrong in (new_id(), other, sketch):
        desk.refused("adviser", "intake.request.identify", {**who, "organisation": wrong},
                     "E_UNKNOWN_ORGANISATION", "data.organisation")
    effect = desk.done("adviser", "intake.request.identify", who)
    equal(effect["state"], "received")
    shown = desk.get(request)
    equal((shown["organisation"], shown["path"][0]["organisation"]), (known, known))
    holds(taken["contact"] in [one["id"] for one in desk.client.need(
        "intake.contact.list", {"organisation": known})["contacts"]], "the contact speaks for it")
    equal(desk.client.need("intake.organisation.get", {"id": sketch})["status"], "left")
    equal(events_of(town, "intake", request, "intake.request.identified")[0]["former"], sketch)
    wait_plan(desk.client, request)
    desk.refused("adviser", "intake.request.identify", who, "E_STATE", "data.request")
    desk.wait_state(request, "planned")
    desk.done("contact", "intake.request.merge", {"id": request, "into": mine})
    desk.wait_state(request, "merged")
    equal(sorted(desk.needs(mine)), sorted((LAW, BOOKS)))
    for person in (taken["contact"], asking(town, 5)["id"]):
        letter_to(desk.client, mine, "merged", person)


def story_identified_without_a_path(town):
    """A known organisation that nothing leads to: the request stays flagged, and its exception counts for it."""
    desk = Desk(town)
    lonely = {"id": new_id(), "name": f"Seule {new_id()[-6:]}", "kind": "coop", "language": "fr",
              "region": "ca.qc.montreal"}
    desk.client.need("intake.organisation.put", lonely)
    request = submit_sketch(desk, sketch_of(town))["id"]
    effect = desk.done("adviser", "intake.request.identify",
                       {"request": request, "organisation": lonely["id"]})
    equal(effect["state"], "flagged")
    desk.refused("adviser", "intake.request.identify",
                 {"request": request, "organisation": asking(town, 6)["organisation"]}, "E_STATE", "data.request")
    desk.done("adviser", "intake.exception.grant",
              {"request": request, "by_law": "art. 12", "valid_to": "2999-12-31"})
    desk.wait_state(request, "planned")
    again = submit_sketch(desk, sketch_of(town))["id"]
    effect = desk.done("adviser", "intake.request.identify",
                       {"request": again, "organisation": lonely["id"]})
    equal(effect["state"], "received", "the exception holds for the organisation")


def main():
    """One town."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
