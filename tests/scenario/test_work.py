#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Work from the draft to the invoice and back: approval, corrections, shared costs, books that nobody can change."""

import datetime
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import asking, check_range, quote_of, request_of, staffed_job, wait_plan
from story import equal, holds, stories_of, tell


class Job:
    """An engagement with work that waits for approval."""

    def __init__(self, town):
        self.operator = town.client()
        self.contact = asking(town)
        self.request, self.plan, self.engagement = staffed_job(town, self.operator, self.contact)
        self.need = self.engagement["needs"][0]
        self.logs = []

    def item(self, minutes, **more):
        """One piece of work of today."""
        return {"source_ref": new_id(), "engagement": self.engagement["id"], "need": self.need["need"],
                "professional": self.need["professional"], "day": today(), "minutes": minutes, **more}

    def state(self, log):
        """A work log as it stands."""
        logs = self.operator.need("billing.work.list", {"engagement": self.engagement["id"]})["logs"]
        return next(one for one in logs if one["id"] == log)


def today():
    """The UTC day."""
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def refused(client, kind, data, error, path, actor=None):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data, **({"actor": {"kind": actor}} if actor else {}))
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def story_batch(town, job):
    """Many logs in one message: each is taken or refused for itself, with number and path."""
    good = job.item(60)
    wrong = job.item(60, day="2999-01-01")
    stranger = job.item(60, professional=new_id())
    answer = job.operator.need("billing.work.batch", {"items": [good, wrong, stranger, good,
                                                                job.item(30), job.item(1400)]})
    equal(answer["logged"], 2)
    found = [(one.get("code", 0), one.get("path", "")) for one in answer["results"]]
    equal(found, [(0, ""), (4005, "data.items[1].day"), (6003, "data.items[2].professional"),
                  (3004, "data.items[3].source_ref"), (0, ""), (6005, "data.items[5].minutes")])
    equal(answer["results"][3]["id"], answer["results"][0]["id"], "the log that exists already")
    job.logs = [answer["results"][0]["id"], answer["results"][4]["id"]]
    equal([job.state(log)["state"] for log in job.logs], ["draft", "draft"])


def story_approval(town, job):
    """Nothing is billed before it is approved; a professional submits the week and cannot approve; what is
    returned is a draft again, with the reason."""
    refused(job.operator, "billing.invoice.issue", {"engagement": job.engagement["id"]},
            "E_NOTHING_TO_BILL", "data.engagement")
    refused(job.operator, "billing.work.approve", {"logs": job.logs}, "E_STATE", "data.logs[0]")
    week = {"professional": job.need["professional"], "from": today(), "to": today()}
    moved = job.operator.need("billing.work.submit", week, actor={"kind": "professional"})
    equal((moved["count"], moved["minutes"]), (2, 90))
    refused(job.operator, "billing.work.approve", week, "E_NOT_FOR_ACTOR", "actor.kind", "professional")
    job.operator.need("billing.work.return", {"logs": job.logs[1:], "reason": "heures à vérifier"})
    equal((job.state(job.logs[1])["state"], job.state(job.logs[1])["reason"]),
          ("draft", "heures à vérifier"))
    refused(job.operator, "billing.work.approve", {"logs": job.logs}, "E_STATE", "data.logs[1]")
    equal(job.operator.need("billing.work.approve", {"logs": job.logs[:1]})["count"], 1)
    job.operator.need("billing.work.submit", {"logs": job.logs[1:]})
    job.operator.need("billing.work.approve", {"logs": job.logs[1:]})
    equal({job.state(log)["state"] for log in job.logs}, {"approved"})


def story_shares(town, job):
    """A network takes 30 %: it is bound by its own answer only, and each pays its part to the cent."""
    root = town.sandbox.journey["root"]
    plan = job.plan["id"]
    wish = {"organisation": root, "weight": 3, "contact": job.contact["id"]}
    refused(job.operator, "billing.share.propose",
            {"plan": plan, "own_weight": 7, "shares": [wish, wish]}, "E_FIELD_TWICE", "data.shares")
    share = job.operator.need("billing.share.propose",
                              {"plan": plan, "own_weight": 7, "shares": [wish]})["shares"][0]
    job.operator.need("billing.share.respond", {"share": share, "decision": "accept"})
    refused(job.operator, "billing.share.respond", {"share": share, "decision": "refuse"},
            "E_STATE", "data.share")
    invoice = job.operator.need("billing.invoice.issue", {"engagement": job.engagement["id"]})
    job.operator.call("billing.engagement.get", {"request": job.request})
    rows = town.rows("billing", "SELECT number, payer, net_cents, weight FROM document ORDER BY number")
    whole = job.operator.need("billing.engagement.get", {"request": job.request})["billed_cents"]
    equal([row[1] for row in rows], [job.contact["organisation"], root])
    equal(sum(int(row[2]) for row in rows), whole, "both parts together")
    holds(abs(int(rows[1][2]) * 10 - whole * 3) <= 10 * len(invoice["lines"]), "30 % to the cent")
    line = invoice["lines"][0]
    equal((line["weight"], line["weights"]), (7, 10))


def story_reversal(town, job):
    """Work that was billed is taken back once, by a log below 0; each payer gets a credit note linked to its
    invoice, taxes and all, and what remains can be seen."""
    before = job.operator.need("billing.engagement.get", {"request": job.request})
    back = job.operator.need("billing.work.reverse", {"log": job.logs[0], "reason": "mauvais mandat"})
    refused(job.operator, "billing.work.reverse", {"log": job.logs[0], "reason": "encore"},
            "E_REVERSED", "data.log")
    refused(job.operator, "billing.work.reverse", {"log": back["id"], "reason": "encore"},
            "E_REVERSED", "data.log")
    note = job.operator.need("billing.document.get", {"id": back["note"]})
    equal((note["kind"], note["number"], note["original_number"]),
          ("credit_note", "C-000001", "F-000001"))
    holds(note["net_cents"] < 0 and all(tax["amount_cents"] < 0 for tax in note["taxes"]),
          "amounts of a credit note are below 0")
    equal(note["total_cents"],
          note["net_cents"] + sum(tax["amount_cents"] for tax in note["taxes"]))
    after = job.operator.need("billing.engagement.get", {"request": job.request})
    equal(before["logged_minutes"] - after["logged_minutes"], 60)
    notes = town.rows("billing", "SELECT sum(net_cents) FROM document WHERE kind = 1")
    equal(before["billed_cents"] + int(notes[0][0]), after["billed_cents"])
    equal(after["billed_cents"], after["logged_cents"], "everything logged is billed")


def story_books(town, job):
    """The ledger is balanced, numbered without a gap, and says what the documents say."""
    equal(town.rows("billing", "SELECT count(*) FROM (SELECT serial FROM ledger_entry GROUP BY serial"
                    " HAVING sum(amount_cents) <> 0) AS wrong"), [["0"]])
    equal(town.rows("billing", "SELECT max(serial) - count(*) FROM ledger_transaction"), [["0"]])
    receivable = town.rows("billing", "SELECT sum(amount_cents) FROM ledger_entry"
                           " WHERE account = 'assets:receivable'")
    equal(receivable, town.rows("billing", "SELECT sum(total_cents) FROM document"))


def story_range(town, job):
    """A quote is a range from small to large cases of its services; needs that are smaller or larger than those
    widen it."""
    effort = next(one for one in town.sandbox.services if one["code"] == "legal.advice")
    low, high = effort["low_minutes"], effort["high_minutes"]
    for minutes, wider in ((low + 1, True), (low - 1, False), (high + 1, False)):
        wish = {**request_of(asking(town, 6)), "needs": [{"service": "legal.advice", "minutes": minutes}]}
        plan = wait_plan(job.operator, job.operator.need("intake.request.submit", wish)["id"])
        quote = quote_of(job.operator, plan)
        equal((quote["lines"][0]["minutes"], check_range(quote, town.sandbox)), (minutes, wider))
        edge = quote["high_cents"] if minutes > high else quote["low_cents"]
        equal(edge == quote["total_cents"], not wider, "what is planned is the edge when it lies outside")


def story_privileges(town, job):
    """The daemon's own role can neither change nor delete a document, the ledger, the journal or an event."""
    tables = ("document", "ledger_transaction", "ledger_entry", "journal", "event")
    for table in tables:
        for statement in (f"UPDATE {table} SET {column_of(town, table)} = {column_of(town, table)}",
                          f"DELETE FROM {table}", f"TRUNCATE {table}"):
            answer = refusal_of(town, statement)
            holds("permission denied" in answer, f"{statement}: {answer}")


def column_of(town, table):
    """The name of the table's first column."""
    return town.rows("billing", "SELECT column_name FROM information_schema.columns WHERE"
                     f" table_name = '{table}' ORDER BY ordinal_position LIMIT 1")[0][0]


def refusal_of(town, statement):
    """What PostgreSQL says to the daemon's role."""
    done = subprocess.run(["psql", "-X", town.conninfo("billing", "app"), "-c", statement],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout


def story_end(town, job):
    """An engagement that was closed takes no more work, what was logged stays, and nothing is parked."""
    job.operator.need("billing.engagement.close", {"engagement": job.engagement["id"]})
    refused(job.operator, "billing.work.log", job.item(10), "E_STATE", "data.engagement")
    refused(job.operator, "billing.engagement.close", {"engagement": job.engagement["id"]},
            "E_STATE", "data.engagement")
    town.settle()
    for service, status in town.statuses(job.operator).items():
        equal(status["parked"], 0, service)


def main():
    """One town, one engagement; work must be approved."""
    with Town(settings={"billing": {"work_approval": "true"}}) as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
