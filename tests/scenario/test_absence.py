#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Somebody at work falls ill, and how needs end: wait or replace, finish, confirm, dispute, silence."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import (accept_all, answer, asking, decision, events_of, letter_to, offers_of, plan_of,
                 request_of, wait, wait_engagement, wait_plan)
from story import equal, holds, stories_of, tell

DAY_US = 24 * 60 * 60 * 1000000
LAW = "legal.advice"
FUTURE = "2099-12-31"


def refused(client, kind, data, error, path, **envelope):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data, **envelope)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), f"{kind} {data}")


def at_work(town, number, services=(LAW,)):
    """A request whose team is at work: (request, plan, its accepted offers)."""
    operator = town.client()
    data = request_of(asking(town, number), services)
    request = operator.need("intake.request.submit", data)["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan, 2 * plan["quote_total_cents"]))
    wait(lambda: offers_of(operator, request, "offered"), "offers")
    return request, accept_all(operator, request), offers_of(operator, request, "accepted")


def release(offer, **more):
    """The data of matcher.assignment.release."""
    return {"assignment": offer["assignment"], "professional": offer["professional"], **more}


def choice(offer, word):
    """The data of matcher.release.decide."""
    return {"assignment": offer["assignment"], "choice": word}


def end_of(request, offer, **more):
    """The data of matcher.need.finish, confirm or dispute."""
    return {"request": request, "need": offer["need"], **more}


def finish(request, offer):
    """The data of matcher.need.finish."""
    return end_of(request, offer, professional=offer["professional"])


def check_held(town):
    """An assignment holds minutes exactly while it is offered or accepted (states 0 and 1)."""
    wrong = town.rows("matcher", "SELECT count(*) FROM assignment WHERE held <> (state IN (0, 1))")
    equal(wrong, [["0"]], "assignments that hold what they must not, or the other way round")


def story_wait(town):
    """The professional is ill; the contact is told until when, never why, and waits: they go on."""
    operator = town.client()
    request, plan, offers = at_work(town, 0)
    operator.need("matcher.assignment.release", release(offers[0], until=FUTURE),
                  actor={"kind": "professional"})
    told = events_of(town, "matcher", request, "matcher.assignment.released")[-1]
    equal((told["state"], told["reason"], told["until"]), ("released", "unavailable", FUTURE))
    equal(told["remaining_minutes"], offers[0]["minutes"])
    check_held(town)
    letter = letter_to(operator, request, "absence", told["contact"])
    holds(letter["subject"].startswith("Attendre ou remplacer?"), "in the contact's language")
    holds("jusqu’au" in letter["words"], "until when")
    operator.need("matcher.release.decide", choice(offers[0], "wait"), actor={"kind": "contact"})
    letter_to(operator, request, "awaited", offers[0]["professional"])
    equal(offers_of(operator, request, "accepted"), offers)
    equal(plan_of(operator, request), plan, "the plan is as it was")
    equal(len(events_of(town, "matcher", request, "matcher.assignment.awaited")), 1)
    check_held(town)
    refused(operator, "matcher.release.decide", choice(offers[0], "wait"), "E_STATE",
            "data.assignment")


def story_replace(town):
    """The contact has them replaced: version n + 1 keeps the others, goes on within the limit, and the
    need starts again with somebody else; the one who is ill is not asked again."""
    operator = town.client()
    other = next(code for code in sorted(town.sandbox.rates) if code != LAW)
    request, plan, offers = at_work(town, 1, (LAW, other))
    ill, *others = [*sorted(offers, key=lambda one: one["service"] != LAW)]
    operator.need("matcher.assignment.release", release(ill))
    operator.need("matcher.release.decide", choice(ill, "replace"))
    newer = wait_plan(operator, request, version=plan["version"] + 1, state="accepted")
    equal(newer["basis"], "released")
    letter = letter_to(operator, request, "taken_back", ill["professional"])
    holds("ne plus y travailler" in letter["words"] or "stop working" in letter["words"], "stop")
    team = {need["need"]: need["professional"] for need in newer["needs"]}
    holds(team[ill["need"]] != ill["professional"], "somebody else")
    equal({team[one["need"]] for one in others}, {one["professional"] for one in others})
    offered = offers_of(operator, request, "offered")
    equal([one["need"] for one in offered], [ill["need"]])
    operator.need("matcher.offer.respond", answer(offered[0]))
    starts = events_of(town, "matcher", request, "matcher.need.started")
    equal([one["need"]["professional"] for one in starts if one["need"]["need"] == ill["need"]],
          [ill["professional"], offered[0]["professional"]])
    wait_plan(operator, request, state="staffed")
    check_held(town)


def approved(town, request, offer, minutes):
    """Work of today on the offer's need, logged, and so approved."""
    operator = town.client()
    engagement = operator.need("billing.engagement.get", {"request": request})
    day = town.rows("matcher", "SELECT (now() AT TIME ZONE 'UTC')::date")[0][0]
    operator.need("billing.work.log",
                  {"engagement": engagement["id"], "need": offer["need"], "minutes": minutes,
                   "professional": offer["professional"], "source_ref": new_id(), "day": day})
    wait(lambda: town.rows("matcher", "SELECT 1 FROM assignment WHERE approved_minutes ="
                           f" {minutes} AND id = '{offer['assignment']}'"), "the matcher's minutes")


def story_what_remains(town):
    """An hour is approved, then the professional falls ill: what remains is planned minus approved, that is
    what the contact is told, and what the next one is offered."""
    operator = town.client()
    request, plan, offers = at_work(town, 6)
    wait_engagement(operator, request)
    approved(town, request, offers[0], 60)
    operator.need("matcher.assignment.release", release(offers[0]))
    told = events_of(town, "matcher", request, "matcher.assignment.released")[-1]
    equal(told["remaining_minutes"], offers[0]["minutes"] - 60)
    operator.need("matcher.release.decide", choice(offers[0], "replace"))
    newer = wait_plan(operator, request, version=plan["version"] + 1, state="accepted")
    equal(newer["needs"][0]["minutes"], offers[0]["minutes"] - 60)
    equal([one["minutes"] for one in offers_of(operator, request, "offered")],
          [offers[0]["minutes"] - 60])
    check_held(town)


def story_engagement_ends(town):
    """Billing closes the engagement while somebody is at work: the need is closed and holds no minutes."""
    operator = town.client()
    request, _plan, offers = at_work(town, 7)
    engagement = wait_engagement(operator, request)
    operator.need("billing.engagement.close", {"engagement": engagement["id"]})
    wait(lambda: offers_of(operator, request, "closed"), "the end of the need")
    equal(len(events_of(town, "matcher", request, "matcher.need.closed")), len(offers))
    check_held(town)


def story_bad_releases(town):
    """Somebody else's assignment, a day that is past, work that is only offered, an unknown one; a choice
    by the professional, or without an absence: refused."""
    operator = town.client()
    request, _plan, offers = at_work(town, 2)
    offer = offers[0]
    kind = "matcher.assignment.release"
    refused(operator, kind, release(offer, professional=new_id()), "E_NOT_YOURS", "data.professional")
    refused(operator, kind, release(offer, assignment=new_id()), "E_NOT_FOUND", "data.assignment")
    refused(operator, kind, release(offer, until="2020-01-01"), "E_DATES", "data.until")
    refused(operator, kind, release(offer), "E_NOT_FOR_ACTOR", "actor.kind", actor={"kind": "contact"})
    refused(operator, "matcher.release.decide", choice(offer, "wait"), "E_STATE", "data.assignment")
    operator.need(kind, release(offer))
    refused(operator, kind, release(offer), "E_STATE", "data.assignment")
    refused(operator, "matcher.release.decide", choice(offer, "replace"), "E_NOT_FOR_ACTOR",
            "actor.kind", actor={"kind": "professional"})
    refused(operator, "matcher.need.finish", finish(request, offer), "E_STATE", "data.need")
    operator.need("matcher.release.decide", choice(offer, "wait"))


def story_done(town):
    """Finished, disputed, finished again, confirmed: closed by the contact, and nothing after that."""
    operator = town.client()
    request, _plan, offers = at_work(town, 3)
    offer = offers[0]
    for kind in ("confirm", "dispute"):
        refused(operator, f"matcher.need.{kind}", end_of(request, offer), "E_STATE", "data.need")
    refused(operator, "matcher.need.finish", end_of(request, offer, professional=new_id()),
            "E_NOT_YOURS", "data.professional")
    refused(operator, "matcher.need.finish", {**finish(request, offer), "need": new_id()},
            "E_NOT_FOUND", "data.need")
    operator.need("matcher.need.finish", finish(request, offer), actor={"kind": "professional"})
    refused(operator, "matcher.need.finish", finish(request, offer), "E_STATE", "data.need")
    refused(operator, "matcher.need.confirm", end_of(request, offer), "E_NOT_FOR_ACTOR",
            "actor.kind", actor={"kind": "professional"})
    letter = letter_to(operator, request, "finished", asking(town, 3)["id"])
    holds(letter["subject"].startswith("Travail terminé?"), "the contact is asked")
    operator.need("matcher.need.dispute", end_of(request, offer, reason="une page manque"))
    letter = letter_to(operator, request, "disputed", offer["professional"])
    holds("une page manque" in letter["words"], "what is missing")
    operator.need("matcher.need.finish", finish(request, offer))
    operator.need("matcher.need.confirm", end_of(request, offer), actor={"kind": "contact"})
    equal([events_of(town, "matcher", request, f"matcher.need.{word}")[-1].get("by")
           for word in ("finished", "disputed", "closed")], [None, None, "contact"])
    for kind in ("confirm", "dispute"):
        refused(operator, f"matcher.need.{kind}", end_of(request, offer), "E_STATE", "data.need")
    check_held(town)


def story_no_answer(town):
    """Nobody says anything: after three days an absent professional is replaced, after fourteen a finished
    need is closed."""
    operator = town.client()
    ill_request, plan, ill = at_work(town, 4)
    done_request, _plan, done = at_work(town, 5)
    operator.need("matcher.assignment.release", release(ill[0]))
    operator.need("matcher.need.finish", finish(done_request, done[0]))
    closes = events_of(town, "matcher", done_request, "matcher.need.finished")[0]["closes_at_us"]
    for days, count in ((13, 0), (15, 1)):
        town["matcher"].stop()
        town.write_config(town["matcher"], clock_offset_us=f"'{days * DAY_US}'")
        town["matcher"].start()
        town["matcher"].wait_ready()
        wait_plan(operator, ill_request, version=plan["version"] + 1)
        closed = wait(lambda: [events_of(town, "matcher", done_request, "matcher.need.closed")],
                      "the end")[0] if count == 0 else \
            wait(lambda: events_of(town, "matcher", done_request, "matcher.need.closed"), "the end")
        equal([one.get("by") for one in closed], [None] * count, f"after {days} days")
    holds(closes > 0, "it is told when")
    equal(offers_of(operator, ill_request, "replaced")[0]["assignment"], ill[0]["assignment"])
    check_held(town)


def main():
    """One town; the clock moves at the end."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
