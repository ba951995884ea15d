#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The main job, end to end: from a request on the bus to an invoice that really arrives."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import read_message
from cluster import SERVICES
from daemons import Town
from job import (accept_all, answer, asking, check_prices, check_range, decision, money_fr, offers_of, plain,
                 quote_of, request_of, trace_of, wait, wait_engagement, wait_plan)
from story import equal, holds, stories_of, tell

TEXT = "Nous voulons devenir une coopérative de solidarité; le notaire demande nos statuts."
COMPLETE = {
    "intake": {"intake.request.received"},
    "matcher": {"matcher.plan.proposed", "matcher.plan.accepted", "matcher.assignment.offered",
                "matcher.assignment.released", "matcher.assignment.accepted",
                "matcher.plan.staffed"},
    "billing": {"billing.quote.issued", "billing.engagement.opened", "billing.work.recorded",
                "billing.document.issued"},
    "notifier": {"notifier.message.sent"},
}


class Job:
    """What one story leaves for the next."""

    def __init__(self, town):
        self.operator = town.client()
        self.contact = asking(town)
        self.request = self.taken = self.plan = self.engagement = self.invoice = None


def mails_to(town, address):
    """Mails to one address, oldest first."""
    return [mail for mail in town.mails() if mail["to"] == [address]]


def mail_about(town, address, words):
    """The first mail to the address whose subject or body holds the words."""
    def ask():
        found = [mail for mail in mails_to(town, address)
                 if words in plain(mail["subject"]) or words in plain(mail["body"])]
        return found[0] if found else None
    return wait(ask, f"a mail to {address} with {words!r}")


def story_request(town, job):
    """An auxiliary member two levels below the co-op asks for a lawyer only: eligible, with its path;
    accounting and management are suggested, each with its reason in French and English."""
    data = request_of(job.contact, text=TEXT, answers={"case": "structure", "employees": "14"})
    job.taken = job.operator.need("intake.request.submit", data)
    job.request = job.taken["id"]
    equal(job.taken["state"], "received")
    path = job.taken["eligibility"]["path"]
    equal(job.taken["eligibility"]["class"], "auxiliary")
    equal(job.taken["eligibility"]["level"], len(path) - 1)
    equal(path[0]["organisation"], job.contact["organisation"])
    equal(path[-1]["organisation"], town.sandbox.journey["root"])
    equal(job.taken["eligibility"]["sponsor"], path[-2]["organisation"])
    needs = {need["service"]: need for need in job.taken["needs"]}
    equal(set(needs), {"legal.advice", "accounting.projections", "organisation.management"})
    equal(needs["legal.advice"]["provenance"], "declared")
    for service in ("accounting.projections", "organisation.management"):
        equal(needs[service]["provenance"], "rule")
        equal(set(needs[service]["reason"]), {"fr", "en"})
    view = job.operator.need("intake.request.get", {"id": job.request})
    equal(view["text"], TEXT)
    equal(len(view["needs"]), 3)


def story_plan(town, job):
    """One team for all needs, proven optimal, and every why and why-not can be asked."""
    job.plan = wait_plan(job.operator, job.request)
    equal(job.plan["version"], 1)
    equal(job.plan["state"], "proposed")
    holds(job.plan["proven"], "the team is proven optimal")
    equal(job.plan["cost_cents"], job.plan["lower_bound_cents"])
    equal({need["need"] for need in job.plan["needs"]}, {need["id"] for need in job.taken["needs"]})
    equal(sum(term["amount_cents"] for term in job.plan["terms"]), job.plan["cost_cents"], "terms")
    need = job.plan["needs"][0]
    question = {"request": job.request, "need": need["need"]}
    why = job.operator.need("matcher.match.explain",
                            {**question, "professional": need["professional"]})
    holds(why["on_team"], "who is on the team is said to be")
    outside = [one for one in town.sandbox.professionals if one != need["professional"]]
    answers = [job.operator.need("matcher.match.explain", {**question, "professional": one})
               for one in outside]
    holds(all(one.get("constraint") or one.get("extra_cents", 0) >= 0 for one in answers),
          "everybody else is either excluded by a constraint or does not make the team cheaper")
    holds(any(one.get("constraint") == "skill" for one in answers), "somebody lacks the skill")


def story_quote(town, job):
    """The price is at cost: lines by minutes and rate, GST 5 % and QST 9.975 % exact to the cent."""
    quote = quote_of(job.operator, job.plan)
    equal(len(quote["lines"]), 3)
    check_prices(quote, town.sandbox)
    holds(check_range(quote, town.sandbox), "a range around what is planned")
    equal({tax["code"]: tax["rate_ppm"] for tax in quote["taxes"]}, {"gst": 50000, "qst": 99750})
    equal(job.plan["quote_total_cents"], quote["total_cents"])


def story_mail(town, job):
    """The contact gets one mail in French with the team, the reasons and the exact total."""
    mail = mail_about(town, job.contact["email"], "Votre plan d’accompagnement et son prix")
    body = plain(mail["body"])
    equal(mail["language"], "fr")
    holds(money_fr(job.plan["quote_total_cents"]) in body, f"the total is in {body}")
    quote = quote_of(job.operator, job.plan)
    between = f"entre {money_fr(quote['low_cents'])} et {money_fr(quote['high_cents'])}"
    holds(between in body and "ne pas dépasser" in body, f"the range and the limit are in {body}")
    for need in job.plan["needs"]:
        name = town.sandbox.professionals[need["professional"]]["name"]
        holds(name in body, f"{name} is in the mail")
    holds("bilan d'ouverture" in body, "the reason of the suggestion is in the mail")
    holds(TEXT not in body, "the words of the request are not in the mail")
    equal(len(mails_to(town, job.contact["email"])), 1, "mails to the contact")


def story_decide(town, job):
    """A decision names version, quote and limit: another version or too low a limit is refused, and
    after the acceptance each professional has an offer with its mail."""
    refused = job.operator.call("matcher.plan.decide", {**decision(job.plan), "version": 2})
    equal((refused.status, refused.error, refused.path), ("refused", "E_PLAN_VERSION", "data.version"))
    low = job.operator.call("matcher.plan.decide",
                            decision(job.plan, job.plan["quote_total_cents"] - 1))
    equal((low.status, low.error, low.path),
          ("refused", "E_OVER_LIMIT", "data.not_to_exceed_cents"))
    job.operator.need("matcher.plan.decide", decision(job.plan, 2 * job.plan["quote_total_cents"]))
    offers = wait(lambda: offers_of(job.operator, job.request, "offered"), "offers")
    equal({offer["need"]: offer["professional"] for offer in offers},
          {need["need"]: need["professional"] for need in job.plan["needs"]})
    for offer in offers:
        person = town.sandbox.professionals[offer["professional"]]
        mail_about(town, person["email"], town.sandbox.organisations[job.contact["organisation"]]["name"])


def story_decline(town, job):
    """One accepts, one declines: the need is matched again without them, the others are kept, and the
    new version has its own quote and, within the limit, goes on by itself."""
    first, gone = offers_of(job.operator, job.request, "offered")[:2]
    job.operator.need("matcher.offer.respond", answer(first))
    job.operator.need("matcher.offer.respond", answer(gone, "decline", reason="capacity"))
    again = job.operator.call("matcher.offer.respond", answer(gone))
    equal((again.status, again.error), ("refused", "E_OFFER_GONE"))
    plan = wait_plan(job.operator, job.request, version=2, state="accepted")
    team = {need["need"]: need["professional"] for need in plan["needs"]}
    equal(team[first["need"]], first["professional"])
    holds(team[gone["need"]] != gone["professional"], "who declined is not asked again")
    offered = wait(lambda: [offer for offer in offers_of(job.operator, job.request, "offered")
                            if offer["need"] == gone["need"]], "an offer to the next person")
    equal([offer["professional"] for offer in offered], [team[gone["need"]]])
    check_prices(quote_of(job.operator, plan), town.sandbox)
    mail_about(town, job.contact["email"], "n’a pas pu accepter le mandat")
    job.plan = plan


def story_introduction(town, job):
    """Everybody accepts: the engagement opens and both sides get each other's address."""
    job.plan = accept_all(job.operator, job.request)
    job.engagement = wait_engagement(job.operator, job.request)
    equal(job.engagement["state"], "open")
    people = [town.sandbox.professionals[need["professional"]] for need in job.engagement["needs"]]
    for person in people:
        mail_about(town, person["email"], job.contact["email"])
        mail_about(town, job.contact["email"], person["email"])


def story_work(town, job):
    """Work is logged at the rate, up to the cap and not a cent beyond, and only by who is on the team."""
    need = job.engagement["needs"][0]
    day = job.taken["eligibility"]["as_of"]
    work = {"engagement": job.engagement["id"], "need": need["need"], "day": day,
            "professional": need["professional"], "minutes": 61, "source_ref": "work-1"}
    logged = job.operator.need("billing.work.log", work)
    rate = town.sandbox.rates[need["service"]]["hourly_cents"]
    equal(logged["amount_cents"], (61 * rate + 30) // 60)
    double = job.operator.call("billing.work.log", work)
    equal((double.error, double.data["id"]), ("E_DUPLICATE", logged["id"]))
    stranger = next(one for one in town.sandbox.professionals
                    if one not in {need["professional"] for need in job.engagement["needs"]})
    wrong = job.operator.call("billing.work.log",
                              {**work, "source_ref": "work-2", "professional": stranger})
    equal((wrong.error, wrong.path), ("E_NOT_ON_TEAM", "data.professional"))
    over = job.operator.call("billing.work.log", {**work, "source_ref": "work-3", "minutes": 1400})
    equal(over.error, "E_MINUTES")


def story_invoice(town, job):
    """The invoice bills what was logged, exactly once, and arrives."""
    job.invoice = job.operator.need("billing.invoice.issue", {"engagement": job.engagement["id"]})
    check_prices(job.invoice, town.sandbox)
    equal(job.invoice["number"], "F-000001")
    equal([line["minutes"] for line in job.invoice["lines"]], [61])
    again = job.operator.call("billing.invoice.issue", {"engagement": job.engagement["id"]})
    equal(again.error, "E_NOTHING_TO_BILL")
    mail = mail_about(town, job.contact["email"], "F-000001")
    holds(money_fr(job.invoice["total_cents"]) in plain(mail["body"]), "the total is in the mail")
    equal(job.operator.need("billing.document.get", {"id": job.invoice["id"]}), job.invoice)


def story_trace(town, job):
    """The trace from four databases is one story: every event of it is about this request, and each was
    caused by a command, or by an event that the trace also holds; a mail names the event it tells of."""
    town.settle()
    entries = trace_of(job.operator, SERVICES, job.request)
    events = {service: [read_message(entry["body"]) for entry in found]
              for service, found in entries.items()}
    for service, wanted in COMPLETE.items():
        missing = wanted - {event["type"] for event in events[service]}
        equal(missing, set(), f"missing in the trace of {service}")
    everything = [event for found in events.values() for event in found]
    equal({event["root"] for event in everything}, {job.request})
    known = {event["id"] for event in everything}
    causes = {event["id"]: event.get("cause") or event["data"].get("event") for event in everything}
    commands = {row[0] for service in SERVICES
                for row in town.rows(service, "SELECT id FROM command")}
    orphans = [event["type"] for event in everything
               if causes[event["id"]] not in known and causes[event["id"]] not in commands]
    equal(orphans, [], "events whose cause is neither a command nor in the trace")
    for found in entries.values():
        equal([entry["seq"] for entry in found], sorted(entry["seq"] for entry in found))


def story_states(town, job):
    """In the end the request is in progress, nothing is parked and no mail came twice."""
    equal(job.operator.need("intake.request.get", {"id": job.request})["state"], "in_progress")
    for service, status in town.statuses(job.operator).items():
        equal(status["parked"], 0, service)
    ids = [mail["message_id"] for mail in town.mails()]
    equal(len(ids), len(set(ids)), "distinct Message-IDs")
    listed = job.operator.need("notifier.message.list", {"request": job.request})["messages"]
    equal({message["message_id"].strip("<>") for message in listed}, set(ids))


def main():
    """One town, one job."""
    with Town() as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
