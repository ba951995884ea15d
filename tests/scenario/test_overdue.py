#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""What a new day brings: documents that were not paid in time are told and people reminded, a bounded number of times; quotes
that nobody answered are told to have expired. The clock of the daemons is moved."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import asking, events_of, letter_to, request_of, staffed_job, wait, wait_plan
from story import equal, holds, stories_of, tell

OVERDUE, EXPIRED = "billing.document.overdue", "billing.quote.expired"
PAYMENT_DAYS, REMINDER_DAYS, REMINDERS_MAX, QUOTE_DAYS = 10, 7, 2, 5
SETTINGS = {"billing": {"payment_days": PAYMENT_DAYS, "reminder_days": REMINDER_DAYS,
                        "reminders_max": REMINDERS_MAX, "quote_valid_days": QUOTE_DAYS}}


class Job:
    """Two engagements, of a payer who reads French and of one who reads English."""

    def __init__(self, town):
        self.town, self.operator = town, town.client()
        self.start = self.today = datetime.datetime.now(datetime.timezone.utc).date()
        english = next(one for one in town.sandbox.contacts if one["language"] == "en")
        self.contacts = [asking(town), english]
        self.jobs = [staffed_job(town, self.operator, contact) for contact in self.contacts]

    def invoice(self, number, minutes=60):
        """Some work of today, billed."""
        engagement = self.jobs[number][2]
        need = engagement["needs"][0]
        self.operator.need("billing.work.log", {
            "source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
            "professional": need["professional"], "day": self.start.isoformat(), "minutes": minutes})
        return self.operator.need("billing.invoice.issue", {"engagement": engagement["id"]})

    def pay(self, invoice, cents):
        """A payment of one invoice."""
        return self.operator.need("billing.payment.post", {
            "source_ref": new_id(), "payer": invoice["payer"], "day": self.start.isoformat(), "amount_cents": cents,
            "currency": "CAD", "parts": [{"document": invoice["id"], "amount_cents": cents}]})

    def move(self, day):
        """All clocks go to noon of a day, from the right, and everything that is due is done."""
        self.today = self.start + datetime.timedelta(day)
        noon = datetime.datetime.combine(self.today, datetime.time(12), datetime.timezone.utc)
        for service in ("notifier", "billing", "matcher", "intake"):
            self.operator.need("clock.set", {"now_us": int(noon.timestamp()) * 1000000}, service=service)
        self.town.settle()
        wait(lambda: self.town.rows("billing", "SELECT count(*) FROM timer WHERE name IN ('overdue', 'expiry') AND "
                                    f"due_us <= {int(noon.timestamp()) * 1000000}") == [["0"]], "the day's timers")
        self.town.settle()

    def told(self, number):
        """[(document's number, reminder, open)] of what was told about a request."""
        return [(one["number"], one.get("reminder", 0), one["open_cents"])
                for one in events_of(self.town, "billing", self.jobs[number][0], OVERDUE)]

    def states(self, number):
        """{number: state} of the payer's documents."""
        page = self.operator.need("billing.document.list", {"payer": self.contacts[number]["organisation"]})
        return {one["number"]: one["state"] for one in page["documents"]}


def story_due(town, job):
    """On the day after its due day a document that is not paid is told once and its payer is written to, in French or in
    English, with what is open; one that is paid, credited or not due yet is not."""
    paid, part, credited = job.invoice(0), job.invoice(0, 90), job.invoice(0, 30)
    job.english = job.invoice(1)
    job.pay(paid, paid["total_cents"])
    job.pay(part, 100)
    logs = job.operator.need("billing.work.list", {"engagement": job.jobs[0][2]["id"]})["logs"]
    log = next(one for one in logs if one["minutes"] == 30)
    job.operator.need("billing.work.reverse", {"log": log["id"], "reason": "erreur"})
    job.move(PAYMENT_DAYS)
    equal((job.told(0), job.told(1)), ([], []), "on the day itself")
    job.move(PAYMENT_DAYS + 1)
    rest = part["total_cents"] - 100
    equal(job.told(0), [(part["number"], 0, rest)])
    equal(job.told(1), [(job.english["number"], 0, job.english["total_cents"])])
    states = job.states(0)
    equal([states[one["number"]] for one in (paid, part, credited)], ["paid", "overdue", "credited"])
    mails = [letter_to(job.operator, job.jobs[i][0], "overdue", job.contacts[i]["id"]) for i in (0, 1)]
    holds(mails[0]["subject"].startswith(f"En souffrance\u00a0: facture {part['number']}"), mails[0]["subject"])
    holds(mails[1]["subject"].startswith(f"Overdue: invoice {job.english['number']}"), mails[1]["subject"])
    holds("Reste à payer" in mails[0]["words"] and "sur un total" in mails[0]["words"], mails[0]["words"])
    holds("Left to pay" in mails[1]["words"] and "of a total" not in mails[1]["words"], mails[1]["words"])
    job.part, job.rest = part, rest


def story_reminders(town, job):
    """It is told again after some days, so many times at most, and not once it is paid; days on which nobody was there are
    made up for, each once."""
    job.move(PAYMENT_DAYS + REMINDER_DAYS)
    equal(len(job.told(0)), 1, "the day before")
    job.move(PAYMENT_DAYS + 1 + REMINDER_DAYS)
    equal(job.told(0)[1:], [(job.part["number"], 1, job.rest)])
    job.pay(job.part, job.rest)
    town["billing"].kill()
    town["billing"].start()
    town["billing"].wait_ready()
    job.move(PAYMENT_DAYS + 1 + 9 * REMINDER_DAYS)
    equal(len(job.told(0)), 2, "paid")
    equal([one[1] for one in job.told(1)], [0, 1, 2], "reminders")
    letters = [one["subject"] for one in job.operator.need("notifier.message.list", {"request": job.jobs[1][0]})["messages"]
               if one["template"] == "overdue"]
    equal([subject.split(":")[0] for subject in letters], ["Overdue", "Reminder 1", "Reminder 2"])


def story_expiry(town, job):
    """A quote that nobody answered is told once, on the day after its last; the contact reads that another can be had, and
    asks for it. A quote that was accepted is not told."""
    contact = asking(town, 3)
    request = job.operator.need("intake.request.submit", request_of(contact))["id"]
    plan = wait_plan(job.operator, request)
    base = (job.today - job.start).days
    job.move(base + QUOTE_DAYS)
    equal(events_of(town, "billing", request, EXPIRED), [])
    job.move(base + QUOTE_DAYS + 1)
    told = events_of(town, "billing", request, EXPIRED)
    equal([(one["plan"], one["total_cents"]) for one in told], [(plan["id"], plan["quote_total_cents"])])
    mail = letter_to(job.operator, request, "expired", contact["id"])
    holds(mail["subject"].startswith("Votre soumission a expiré"), mail["subject"])
    job.operator.need("matcher.plan.renew", {"plan": plan["id"], "version": 1})
    wait_plan(job.operator, request, version=2)
    job.move(base + QUOTE_DAYS + 3)
    equal(len(events_of(town, "billing", request, EXPIRED)), 1, "once")
    equal(town.rows("billing", f"SELECT count(*) FROM event WHERE type = '{EXPIRED}'"), [["1"]], "the accepted ones")


def main():
    """One small town."""
    with Town(enterprises=50, settings=SETTINGS) as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
