#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The books of a payer: payments and what they pay, statements, taxes by place, the ledger as an accountant reads it."""

import csv
import datetime
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town, program
from job import asking, staffed_job
from story import Skip, equal, holds, stories_of, tell


def today(days=0):
    """The UTC day, some days on."""
    day = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days)
    return day.isoformat()


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


class Job:
    """An engagement with two invoices."""

    def __init__(self, town):
        self.operator = town.client()
        self.contact = asking(town)
        self.payer = self.contact["organisation"]
        _, _, self.engagement = staffed_job(town, self.operator, self.contact)
        self.invoices = [self.invoice(minutes) for minutes in (61, 90)]
        self.payment = None

    def log(self, minutes):
        """Work of today."""
        need = self.engagement["needs"][0]
        return self.operator.need("billing.work.log", {
            "source_ref": new_id(), "engagement": self.engagement["id"], "need": need["need"],
            "professional": need["professional"], "day": today(), "minutes": minutes})

    def invoice(self, minutes):
        """Some work and its invoice."""
        self.log(minutes)
        return self.operator.need("billing.invoice.issue", {"engagement": self.engagement["id"]})

    def pay(self, cents, **more):
        """The data of a payment."""
        return {"source_ref": new_id(), "payer": self.payer, "day": today(), "amount_cents": cents,
                "currency": "CAD", "method": "transfer", **more}

    def states(self):
        """{number: (state, open)} of the payer's documents."""
        page = self.operator.need("billing.document.list", {"payer": self.payer})
        return {one["number"]: (one["state"], one["open_cents"]) for one in page["documents"]}


def story_payments(town, job):
    """A payment pays the oldest first, in part too; too much is the payer's credit; the same reference twice is
    one payment; what does not fit is refused."""
    first, second = (invoice["total_cents"] for invoice in job.invoices)
    data = job.pay(first + 1000)
    job.payment = job.operator.need("billing.payment.post", data)
    equal([part["amount_cents"] for part in job.payment["parts"]], [first, 1000])
    again = job.operator.call("billing.payment.post", data)
    equal((again.error, again.data["id"]), ("E_DUPLICATE", job.payment["id"]))
    equal(job.states(), {"F-000001": ("paid", 0), "F-000002": ("part_paid", second - 1000)})
    whole = [{"document": job.invoices[1]["id"], "amount_cents": second}]
    refused(job.operator, "billing.payment.post", job.pay(second, parts=whole), "E_PAYMENT", "data.parts")
    refused(job.operator, "billing.payment.post", job.pay(1, day=today(1)), "E_DATES", "data.day")
    refused(job.operator, "billing.payment.post", job.pay(1, payer=new_id()),
            "E_UNKNOWN_ORGANISATION", "data.payer")
    rest = job.operator.need("billing.payment.post", job.pay(second))
    equal((rest["parts"][0]["amount_cents"], rest["credit_cents"]), (second - 1000, 1000))


def story_statement(town, job):
    """The statement adds up: opening, documents, payments, balance; and what is open, by age."""
    view = job.operator.need("billing.statement.get", {
        "payer": job.payer, "currency": "CAD", "from": today(), "to": today()})
    total = sum(invoice["total_cents"] for invoice in job.invoices)
    equal((view.get("opening_cents", 0), view["documents_cents"], view["payments_cents"]),
          (0, total, total + 1000))
    equal((view["balance_cents"], view["credit_cents"]), (-1000, 1000))
    equal(len(view["documents"]), 2)
    later = job.operator.need("billing.statement.get", {
        "payer": job.payer, "currency": "CAD", "from": today(1), "to": today(100)})
    equal(later["opening_cents"], -1000)


def story_bounced(town, job):
    """A payment that did not hold is taken back once, and its documents are open again, one of them overdue
    when its day has passed."""
    job.operator.need("billing.payment.reverse", {"payment": job.payment["id"], "reason": "sans provision"})
    refused(job.operator, "billing.payment.reverse",
            {"payment": job.payment["id"], "reason": "encore"}, "E_REVERSED", "data.payment")
    first = job.invoices[0]["total_cents"]
    equal(job.states(), {"F-000001": ("issued", first), "F-000002": ("part_paid", 1000)})
    view = job.operator.need("billing.statement.get", {
        "payer": job.payer, "currency": "CAD", "from": today(), "to": today(100)})
    equal((view["days_90_cents"], view["balance_cents"]), (first + 1000, first))


def story_taxes(town, job):
    """Taxes are rows: in Ontario HST stands in the place of GST, whose own rate and number are printed; who is
    exempt pays none; what is declared is what the documents say."""
    operator = job.operator
    hst = {"id": new_id(), "code": "hst", "labels": {"fr": "TVH", "en": "HST"}, "region": "ca.on",
           "rate_ppm": 130000, "rank": 1, "registration": "100000001 RT0001",
           "valid_from": "2010-07-01", "instead_of": "gst"}
    operator.need("billing.tax.put", hst)
    organisation = town.sandbox.organisations[job.payer]
    operator.need("intake.organisation.put", {**organisation, "region": "ca.on.ottawa"})
    town.settle()
    invoice = job.invoice(60)
    net = invoice["net_cents"]
    equal([(tax["code"], tax["amount_cents"]) for tax in invoice["taxes"]],
          [("hst", (13 * net + 50) // 100)])
    operator.need("billing.exemption.put", {"id": new_id(), "organisation": job.payer, "tax": "hst",
                                            "certificate": "X-1", "valid_from": "2020-01-01"})
    free = job.invoice(60)
    equal((free.get("taxes", []), free["total_cents"]), ([], free["net_cents"]))
    report = operator.need("billing.tax.report", {"from": today(), "to": today()})["taxes"]
    wanted = {}
    for document in [*job.invoices, invoice, free]:
        for tax in document.get("taxes", []):
            wanted[tax["code"]] = wanted.get(tax["code"], 0) + tax["amount_cents"]
    equal({tax["code"]: tax["amount_cents"] for tax in report}, wanted)
    ledger = town.rows("billing", "SELECT account, -sum(amount_cents) FROM ledger_entry"
                       " WHERE account LIKE 'liabilities:tax:%' GROUP BY account")
    equal({account.split(":")[-1]: int(cents) for account, cents in ledger}, wanted, "the ledger")


def story_export(town, job):
    """The ledger goes out as a journal that hledger accepts in its strictest mode, with balance assertions, as
    CSV and as JSON; its pages add up to 0."""
    profile = town.site.profile_path("operator")
    entries = 0
    for form in ("ledger", "csv", "json"):
        done = subprocess.run([program("entraide"), "--config", profile, "export", form],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        equal((done.returncode, done.stderr), (0, ""), form)
        with open(os.path.join(town.folder, f"export.{form}"), "w", encoding="utf-8") as out:
            out.write(done.stdout)
        if form == "csv":
            lines = done.stdout.splitlines()
            entries = len(lines) - 1
            equal(sum(int(line.split(",")[-2]) for line in lines[1:]), 0, "the CSV's sum")
    equal(entries, int(town.rows("billing", "SELECT count(*) FROM ledger_entry")[0][0]))
    if not shutil.which("hledger"):
        raise Skip("hledger is not installed")
    journal = os.path.join(town.folder, "export.ledger")
    for words in (("check", "--strict"), ("bal",)):
        done = subprocess.run(["hledger", "-f", journal, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        equal(done.returncode, 0, done.stdout)
    holds("liabilities:tax:qst" in done.stdout, done.stdout)


def story_credit(town, job):
    """What a payer has to its credit settles later documents, the oldest credit first, or is paid back; no more than there is,
    and never twice. A note that nothing has used is such a credit. The ledger and the statement agree all the way."""
    operator, payer = job.operator, job.payer
    ask = {"payer": payer, "currency": "CAD"}

    def statement():
        view = operator.need("billing.statement.get", {**ask, "from": "2020-01-01", "to": today()})
        rows = dict(town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry WHERE account IN "
                              "('assets:receivable', 'liabilities:payer credit') GROUP BY 1"))
        owed = int(rows.get("assets:receivable", 0)) + int(rows.get("liabilities:payer credit", 0))
        equal(view["balance_cents"], owed, "the ledger")
        return view

    kept = operator.need("billing.credit.apply", ask)
    equal([part["amount_cents"] for part in kept["parts"]], [1000], "of the payment that was not taken back")
    equal(operator.need("billing.credit.apply", ask), {**ask}, "and no more")
    open_cents = sum(cents for _, cents in job.states().values())
    first = operator.need("billing.payment.post", job.pay(open_cents + 500))
    second = operator.need("billing.payment.post", job.pay(300))
    equal((first["credit_cents"], second["credit_cents"]), (500, 300))
    invoice = job.invoice(60)
    done = operator.need("billing.credit.apply", {**ask, "parts": [{"document": invoice["id"], "amount_cents": 600}]})
    equal([(part["source"], part["amount_cents"]) for part in done["parts"]], [(first["id"], 500), (second["id"], 100)])
    equal((done["left_cents"], job.states()[invoice["number"]]), (200, ("part_paid", invoice["total_cents"] - 600)))
    refused(operator, "billing.credit.apply", {**ask, "parts": [{"document": invoice["id"], "amount_cents": 201}]},
            "E_PAYMENT", "data.parts")
    refund = {"source_ref": new_id(), "payer": payer, "day": today(), "currency": "CAD", "amount_cents": 150}
    refused(operator, "billing.credit.refund", {**refund, "amount_cents": 201}, "E_CREDIT", "data.amount_cents")
    back = operator.need("billing.credit.refund", refund)
    equal((back["amount_cents"], back["credit_cents"], statement()["credit_cents"]), (-150, -150, 50))
    equal(operator.call("billing.credit.refund", refund).error, "E_DUPLICATE")
    refused(operator, "billing.payment.reverse", {"payment": second["id"], "reason": "x"}, "E_CREDIT", "data.payment")
    refused(operator, "billing.payment.reverse", {"payment": back["id"], "reason": "x"}, "E_REVERSED", "data.payment")
    operator.need("billing.payment.reverse", {"payment": first["id"], "reason": "sans provision"})
    equal(job.states()[invoice["number"]], ("part_paid", invoice["total_cents"] - 100), "what the credit had paid is open")
    equal(statement()["credit_cents"], 50)
    rest = operator.need("billing.credit.apply", ask)
    equal((sum(part["amount_cents"] for part in rest["parts"]), rest.get("left_cents", 0)), (50, 0))
    equal(statement().get("credit_cents", 0), 0)


def story_credit_note(town, job):
    """An invoice that was paid and is then credited leaves a credit: it settles another invoice, what is left is paid back, and
    the documents say so."""
    operator, ask = job.operator, {"payer": job.payer, "currency": "CAD"}
    owed = sum(cents for _, cents in job.states().values())
    operator.need("billing.payment.post", job.pay(owed))
    log = job.log(120)
    invoice = operator.need("billing.invoice.issue", {"engagement": job.engagement["id"]})
    operator.need("billing.payment.post", job.pay(invoice["total_cents"]))
    note = operator.need("billing.work.reverse", {"log": log["id"], "reason": "erreur"})["note"]
    number = operator.need("billing.document.get", {"id": note})["number"]
    equal((job.states()[number], job.states()[invoice["number"]][1]), (("applied", 0), -invoice["total_cents"]))
    small = job.invoice(30)
    done = operator.need("billing.credit.apply", ask)
    equal([(part["source"], part["document"], part["amount_cents"]) for part in done["parts"]],
          [(invoice["id"], small["id"], small["total_cents"])])
    left = invoice["total_cents"] - small["total_cents"]
    equal((done["left_cents"], job.states()[small["number"]][0]), (left, "paid"))
    operator.need("billing.credit.refund", {"source_ref": new_id(), "payer": job.payer, "day": today(), "currency": "CAD",
                                            "amount_cents": left})
    equal([cents for _, cents in job.states().values() if cents], [], "nothing is open")
    balances = dict(town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry GROUP BY account"))
    equal((balances["assets:receivable"], balances["liabilities:payer credit"]), ("0", "0"))


PLAN = (("receivable", None, "1100 Clients", "2020-01-01"), ("revenue", None, "4000 Ventes:Services", "2020-01-01"),
        ("tax", None, "2300 Taxes", "2020-01-01"), ("tax", "gst", "2310 TPS", "2020-01-01"),
        ("cash", None, "1010 Caisse", "2020-01-01"), ("cash", None, "1020 Banque à côté", None),
        ("payer_credit", None, "1100 Clients", "2020-01-01"))
ACCOUNTS_MAX = 2000
OF_PLAN = {"assets:receivable": "1100 Clients", "income:services": "4000 Ventes:Services", "assets:cash": "1020 Banque à côté",
           "liabilities:tax:gst": "2310 TPS", "liabilities:tax:qst": "2300 Taxes:qst",
           "liabilities:tax:hst": "2300 Taxes:hst", "liabilities:payer credit": "1100 Clients"}


def export_of(town, form):
    """What entraide export says."""
    done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), "export", form],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    equal((done.returncode, done.stderr), (0, ""), form)
    return done.stdout


def story_plan(town, job):
    """The plan of accounts is data: exports name each account as the operator's own plan does on the day, two of the
    ledger's under one name too; what stands under a former name moves; what is posted stays as it is."""
    operator, posted = job.operator, "SELECT md5(string_agg(t::text, '/' ORDER BY serial)) FROM ledger_entry t"
    operator.need("billing.payment.post", job.pay(777, day=today(-3)))
    before, raw = town.rows("billing", posted), export_of(town, "json")
    for role, code, name, since in PLAN:
        data = {"id": new_id(), "role": role, "name": name, "valid_from": since or today(), **({"code": code} if code else {})}
        operator.need("billing.account.put", data)
    for name in ("Deux  espaces", "point;virgule", " devant", "derrière ", "vide::", "(fictif)", "a\nb"):
        refused(operator, "billing.account.put", {"id": new_id(), "role": "cash", "name": name,
                                                  "valid_from": today()}, "E_ACCOUNT_NAME", "data.name")
    page = operator.need("billing.account.list", {"limit": 4})
    rest = operator.need("billing.account.list", {"after": page["next"]})
    equal((len(page["accounts"]), len(rest["accounts"]), rest.get("next")), (4, len(PLAN) - 4, None))
    equal((town.rows("billing", posted), export_of(town, "json")), (before, raw), "what is posted")
    wanted = {}
    for account, cents in town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry GROUP BY 1"):
        wanted[OF_PLAN[account]] = wanted.get(OF_PLAN[account], 0) + int(cents)
    holds(",\"1010 Caisse\",777,CAD" in export_of(town, "csv"), "an entry before the change keeps its name")
    if not shutil.which("hledger"):
        raise Skip("hledger is not installed")
    journal = os.path.join(town.folder, "plan.ledger")
    with open(journal, "w", encoding="utf-8") as out:
        out.write(export_of(town, "ledger"))
    found = {}
    for words in (("check", "--strict"), ("bal", "--flat", "-N", "-O", "csv", "--empty")):
        done = subprocess.run(["hledger", "-f", journal, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        equal(done.returncode, 0, done.stdout)
        found = dict(row for row in csv.reader(done.stdout.splitlines()[1:]))
    equal({name: int(text.removesuffix(" CAD").replace(",", "").replace(".", "")) for name, text in found.items()},
          {**wanted, "1010 Caisse": 0})


def story_accounts_full(town, job):
    """The plan is bounded: one account more than it may have is refused, and its accounts can still be changed."""
    data = {"role": "cost", "name": "5000 Coûts", "valid_from": "2020-01-01"}
    rows = [{"id": new_id(), "code": f"c{number}", **data} for number in range(ACCOUNTS_MAX - len(PLAN))]
    replies = job.operator.call_many("billing", [("billing.account.put", row) for row in rows])
    holds(all(reply.done for reply in replies), "as many as there may be")
    refused(job.operator, "billing.account.put", {"id": new_id(), **data}, "E_ACCOUNTS_FULL", "data.id")
    job.operator.need("billing.account.put", {**rows[0], "name": "5001 Coûts"})
    holds("1100 Clients" in export_of(town, "csv"), "all pages of the plan are read")


def main():
    """One town, one payer."""
    with Town() as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
