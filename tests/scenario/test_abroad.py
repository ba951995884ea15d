#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The same programs in another country: its currency has no cents, its taxes are rounded down and one is kept back by who
pays, its language is not French, an authority gave the numbers of its invoices. All of it is data: deploy/sandbox/japan.jsonl."""

import csv
import datetime
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import REPOSITORY, Town, program
from job import decision, letter_to, offers_of, accept_all, wait, wait_engagement, wait_plan
from story import equal, holds, stories_of, tell

DATA = os.path.join(REPOSITORY, "deploy", "sandbox", "japan.jsonl")


class Job:
    """The co-operative of the file, and a request of its member."""

    def __init__(self, town):
        self.operator = town.client()
        with open(DATA, encoding="utf-8") as lines:
            self.messages = [json.loads(line) for line in lines]
        for message in self.messages:
            self.operator.need(message["type"], message["data"])
        town.settle()
        self.engagement = self.invoice = None

    def first(self, kind):
        """The data of the first message of a type."""
        return next(message["data"] for message in self.messages if message["type"] == kind)


def story_invoice(town, job):
    """A fee of a lawyer and of an accountant in yen: consumption tax of 10 % without fractions, income tax of 10.21 % kept
    back on the lawyer's fee alone, and a ledger that balances."""
    operator, contact = job.operator, job.first("intake.contact.put")
    request = operator.need("intake.request.submit", {
        "source_ref": new_id(), "contact": contact["id"], "organisation": contact["organisation"],
        "needs": [{"service": "legal.advice", "languages": ["ja"]},
                  {"service": "accounting.closing", "languages": ["ja"]}]})["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan, 2 * plan["quote_total_cents"]))
    wait(lambda: offers_of(operator, request, "offered"), "offers")
    accept_all(operator, request)
    engagement = wait(lambda: (lambda one: one if len(one["needs"]) == 2 else None)(
        wait_engagement(operator, request)), "both needs")
    for need, minutes in zip(engagement["needs"], (67, 131)):
        operator.need("billing.work.log", {
            "source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
            "professional": need["professional"], "minutes": minutes,
            "day": datetime.datetime.now(datetime.timezone.utc).date().isoformat()})
    job.engagement = engagement
    job.invoice = operator.need("billing.invoice.issue", {"engagement": engagement["id"]})
    fees = {line["service"]: line["amount_cents"] for line in job.invoice["lines"]}
    net = sum(fees.values())
    consumption, income = net * 10 // 100, fees["legal.advice"] * 1021 // 10000
    equal((job.invoice["currency"], job.invoice["net_cents"]), ("JPY", net))
    equal({tax["code"]: tax["amount_cents"] for tax in job.invoice["taxes"]},
          {"shohizei": consumption, "gensen": income})
    equal(job.invoice["total_cents"], net + consumption - income)
    rows = town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry GROUP BY 1 ORDER BY 1")
    equal({account: int(cents) for account, cents in rows},
          {"assets:receivable": net + consumption - income, "assets:withheld:gensen": income,
           "income:services": -net, "liabilities:tax:shohizei": -consumption})


def story_numbers(town, job):
    """Its invoices have the numbers and the authorisation of the range that the authority gave, its credit notes numbers of
    their own, both from data."""
    equal((job.invoice["number"], job.invoice["authorisation"]), ("請求-2001", "大阪府承認第42号"))
    logs = job.operator.need("billing.work.list", {"engagement": job.engagement["id"]})["logs"]
    note = job.operator.need("billing.work.reverse", {"log": logs[0]["id"], "reason": "記入誤り"})["note"]
    credit = job.operator.need("billing.document.get", {"id": note})
    equal((credit["number"], credit.get("authorisation")), ("赤伝-0001", None))
    series = job.operator.need("billing.series.list", {})["series"]
    equal([(one["kind"], one["next"], one["last_number"], one.get("left")) for one in series],
          [("invoice", True, 2001, 998), ("credit_note", True, 1, None)])


def story_page(town, job):
    """Its page is in Japanese, with yen without decimals, and the same bytes every time; French and English are there
    for who asks."""
    ask = {"id": job.invoice["id"]}
    page = job.operator.need("billing.document.render", ask)
    equal(page["language"], "ja")
    for words in ("請求書", "法律相談", "消費税", "T1234567890123", "源泉徴収", "大阪生活協同組合", "見本連合会",
                  "請求-2001", "大阪府承認第42号", "梅田2-2-2", "jp-hojin 7120001000000",
                  f"{job.invoice['total_cents']} JPY"):
        holds(words in page["html"], f"{words} in {page['html']}")
    holds(not re.search(r"\d\.\d+ JPY", page["html"]), "no decimals")
    equal(job.operator.need("billing.document.render", ask), page)
    french = job.operator.need("billing.document.render", {**ask, "language": "fr-CA"})
    equal(french["language"], "fr")
    holds("Facture" in french["html"] and 'lang="fr"' in french["html"], "French")


def story_letter(town, job):
    """The letter says where the whole document is read."""
    buyer = job.invoice["buyer"]
    equal((buyer["address"], buyer["identifiers"]), ("大阪府大阪市北区\n梅田2-2-2", [{"scheme": "jp-hojin", "value": "7120001000000"}]))
    contact = job.first("intake.contact.put")
    letter = letter_to(job.operator, job.engagement["request"], "document", contact["id"])
    holds(f"https://portal.example/d/{job.invoice['id']}?lang=ja" in letter["words"], letter["words"])


def story_accounts(town):
    """Its ledger goes out under the names of its own plan of accounts."""
    done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), "export", "csv"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    accounts = {row[7] for row in list(csv.reader(done.stdout.splitlines()))[1:]}
    equal(accounts, {"資産:売掛金", "収益:役務", "負債:仮受消費税:shohizei", "資産:源泉税:gensen"})


def main():
    """A town without the usual co-operative."""
    settings = {"billing": {"supplier_name": "見本連合会", "supplier_address": "大阪市北区1-1",
                            "supplier_region": "jp.osaka"},
                "notifier": {"document_url": "https://portal.example/d/{id}?lang=ja"}}
    with Town(settings=settings, load=False) as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
