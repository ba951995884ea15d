#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""An engagement from its first need to its end: who joins, how much may be spent, who consents to more."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import (accept_all, answer, asking, decision, offers_of, plain, request_of, staffed_job, wait,
                 wait_engagement, wait_plan)
from story import equal, holds, stories_of, tell


def today():
    """The UTC day."""
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def refused(client, kind, data, error, path, actor=None):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data, **({"actor": {"kind": actor}} if actor else {}))
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def engagement_of(client, request):
    """As it stands."""
    return client.need("billing.engagement.get", {"request": request})


def log(client, engagement, minutes, number=0):
    """Work of today on one of the needs; the reply."""
    need = engagement["needs"][number]
    return client.call("billing.work.log", {
        "source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
        "professional": need["professional"], "day": today(), "minutes": minutes})


def finish(client, request, need):
    """The professional is done, and the contact confirms."""
    client.need("matcher.need.finish", {"request": request, "need": need["need"],
                                        "professional": need["professional"]})
    client.need("matcher.need.confirm", {"request": request, "need": need["need"]})


def mail_with(town, address, words):
    """The first mail to the address that holds the words."""
    def ask():
        return next((mail for mail in town.mails() if mail["to"] == [address]
                     and words in plain(mail["subject"] + "\n" + mail["body"])), None)
    return wait(ask, f"a mail to {address} with {words!r}")


def story_needs_join(town):
    """The first professional who accepts opens the engagement; each further one joins it, and is introduced."""
    operator, contact = town.client(), asking(town, 0)
    services = ("legal.advice", "accounting.projections")
    request = operator.need("intake.request.submit", request_of(contact, services))["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan))
    first, second = wait(lambda: offers_of(operator, request, "offered"), "offers")[:2]
    operator.need("matcher.offer.respond", answer(first))
    engagement = wait_engagement(operator, request)
    equal([need["need"] for need in engagement["needs"]], [first["need"]])
    operator.need("matcher.offer.respond", answer(second))
    engagement = wait(lambda: (lambda one: one if len(one["needs"]) == 2 else None)(
        engagement_of(operator, request)), "the second need")
    for need in engagement["needs"]:
        mail_with(town, contact["email"], town.sandbox.professionals[need["professional"]]["name"])
        mail_with(town, town.sandbox.professionals[need["professional"]]["email"], contact["name"])
    finish(operator, request, engagement["needs"][0])
    finish(operator, request, engagement["needs"][1])
    wait(lambda: engagement_of(operator, request)["state"] == "closed", "the end of the engagement")
    reply = log(operator, engagement, 10)
    equal((reply.error, reply.path), ("E_STATE", "data.engagement"))


def story_limit(town):
    """The contact is told at 80 % of the limit; above it work is refused until the payer consents, and only
    the payer can."""
    operator, contact = town.client(), asking(town, 1)
    request = operator.need("intake.request.submit", request_of(contact))["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan))
    wait(lambda: offers_of(operator, request, "offered"), "offers")
    accept_all(operator, request)
    engagement = wait_engagement(operator, request)
    planned = engagement["needs"][0]["minutes"]
    holds(planned <= 1440, "the example fits in a day")
    holds(log(operator, engagement, planned * 85 // 100).done, "85 % of the plan")
    equal(engagement_of(operator, request)["warned_percent"] // 10, 8)
    mail_with(town, contact["email"], "Rien ne sera fait au-delà")
    over = log(operator, engagement, planned * 20 // 100)
    equal((over.error, over.path), ("E_WORK_LIMIT", "data.minutes"))
    more = 2 * plan["quote_total_cents"]
    ask = {"engagement": engagement["id"], "not_to_exceed_cents": more}
    refused(operator, "billing.engagement.ask",
            {**ask, "not_to_exceed_cents": 100, "reason": "x"}, "E_CAP", "data.not_to_exceed_cents")
    operator.need("billing.engagement.ask", {**ask, "reason": "une assemblée de plus"})
    mail_with(town, contact["email"], "une assemblée de plus")
    refused(operator, "billing.engagement.consent", ask, "E_NOT_FOR_ACTOR", "actor.kind", "professional")
    view = operator.need("billing.engagement.consent", ask, actor={"kind": "contact"})
    holds(view["cap_cents"] > engagement["cap_cents"], "the cap is higher")
    refused(operator, "billing.engagement.consent", ask, "E_CAP", "data.not_to_exceed_cents", "contact")
    holds(log(operator, engagement, planned * 20 // 100).done, "now the work is taken")


def story_withdrawal(town):
    """A request that is withdrawn cancels its quote and closes its engagement; what was logged is billed."""
    operator = town.client()
    request, plan, engagement = staffed_job(town, operator, asking(town, 2))
    holds(log(operator, engagement, 30).done, "half an hour")
    operator.need("intake.request.withdraw", {"id": request, "reason": "plus nécessaire"})
    wait(lambda: engagement_of(operator, request)["state"] == "closed", "the end of the engagement")
    quotes = operator.need("billing.quote.list", {"plan": plan["id"]})["quotes"]
    equal({quote["state"] for quote in quotes}, {"cancelled"})
    invoice = operator.need("billing.invoice.issue", {"engagement": engagement["id"]})
    equal([line["minutes"] for line in invoice["lines"]], [30])
    town.settle()
    for service, status in town.statuses(operator).items():
        equal(status["parked"], 0, service)


def main():
    """One town."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
