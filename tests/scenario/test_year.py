#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A co-operative's year: requests, work, costs, twelve closings and the year's end, at cost to the cent."""

import datetime
import os
import random
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))

import certificate as verifier
from books import allocate, certificate_of, certify, cost, month_of, open_month, pool, shares_of, table
from bus import new_id
from daemons import Town, program
from job import asking, staffed_job
from story import Skip, equal, holds, stories_of, tell

MONTHS = 12
REQUESTS_A_MONTH = 2
SERVICES = ("legal.advice", "accounting.projections", "organisation.management")


def months_from(today):
    """The codes of twelve months, and of the one after."""
    first = today.replace(day=1)
    for _ in range(MONTHS + 1):
        yield first.isoformat()[:7]
        first = (first + datetime.timedelta(days=31)).replace(day=1)


class Year:
    """What the office does, month after month; numbers are by chance, the same in every run."""

    def __init__(self, town):
        self.town, self.operator = town, town.client()
        self.today = datetime.datetime.now(datetime.timezone.utc).date()
        self.codes = list(months_from(self.today))
        self.dice = random.Random(2026)
        self.engagements, self.pools, self.posted, self.rows = [], {}, 0, []
        self.minutes = {}

    def move(self, day):
        """Billing's clock goes on to noon of the day."""
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.timezone.utc)
        self.operator.need("clock.set", {"now_us": int(noon.timestamp()) * 1000000}, service="billing")
        self.today = day

    def put_pool(self, code, driver, **more):
        """A pool that lives through the year."""
        if code not in self.pools:
            one = pool(code, driver, **more)
            self.operator.need("billing.pool.put", one)
            self.pools[code] = one["id"]
        return self.pools[code]

    def post(self, cents, target, target_id, account, **more):
        """A cost of today."""
        self.operator.need("billing.cost.post",
                           cost(self.today.isoformat(), cents, target, target_id, account, **more))
        self.posted += 0 if more.get("unallowable") else cents

    def take_requests(self, month):
        """Members ask; teams accept; billing opens engagements."""
        for i in range(REQUESTS_A_MONTH):
            number = month * REQUESTS_A_MONTH + i
            services = SERVICES[number % 3:][:1 + number % 2] or SERVICES[:1]
            _, _, engagement = staffed_job(self.town, self.operator, asking(self.town, number),
                                           services=services)
            self.engagements.append(engagement)

    def work(self):
        """Everybody in the latest teams works some hours, and some of it is billed at once."""
        self.minutes = {}
        for engagement in self.engagements[-4:]:
            for need in engagement["needs"]:
                person = need["professional"]
                self.put_pool("p" + person[-12:], "minutes", kind="professional", professional=person,
                              fallbacks=["all_minutes"], step=10)
                minutes = self.dice.randrange(30, 90)
                self.minutes["p" + person[-12:]] = self.minutes.get("p" + person[-12:], 0) + minutes
                self.operator.need("billing.work.log", {
                    "source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
                    "professional": person, "day": self.today.isoformat(),
                    "minutes": minutes})
            if self.dice.random() < 0.9:
                self.operator.need("billing.invoice.issue", {"engagement": engagement["id"]})

    def spend(self, month):
        """Salaries, premises, software, a grant, a party that the members must not pay."""
        people = [code for code in self.pools if len(code) == 13]
        for code in people:
            self.post(2000 + 120 * self.minutes.get(code, 0) + self.dice.randrange(999), "pool",
                      self.pools[code], "salaries")
        self.post(12345, "pool", self.put_pool("premises", "headcount", fallbacks=["all_minutes"]), "rent")
        self.post(self.dice.randrange(1000, 9000), "pool",
                  self.put_pool("it", "tickets", fallbacks=["all_minutes"], step=1), "software",
                  recoverable_tax_cents=4321)
        self.post(-self.dice.randrange(1, 3000), "pool", self.pools["premises"], "grant")
        self.post(self.dice.randrange(1, 9999), "engagement", self.engagements[-1]["id"], "bailiff")
        self.post(5000, "pool", self.pools["it"], "party", unallowable=True,
                  funder=self.engagements[0]["organisation"])
        reserve = self.put_pool("reserve", "members", kind="reserve", fallbacks=["all_minutes"])
        self.post(1000, "pool", reserve, "reserve")
        readings = [{"target": "pool", "id": self.pools[code], "quantity": 1 + self.dice.randrange(3)}
                    for code in [*people, "it"]]
        self.operator.need("billing.driver.put", {"period": self.codes[month], "driver": "headcount",
                                                  "pool": self.pools["premises"], "readings": readings})
        tickets = [{"target": "pool", "id": self.pools[code], "quantity": self.dice.randrange(9)}
                   for code in [*people, "premises"]]
        self.operator.need("billing.driver.put", {"period": self.codes[month], "driver": "tickets",
                                                  "pool": self.pools["it"], "readings": tickets})

    def close(self, month):
        """The month is closed, allocated, looked at, certified, verified."""
        code = self.codes[month]
        self.operator.need("billing.period.close", {"period": code})
        seen = allocate(self.operator, code)
        done = certify(self.operator, code, cost_cents=seen["cost_cents"])
        content, _ = certificate_of(self.operator, code)
        verifier.verify_file(content, None)
        self.rows.append((code, self.amounts(code, done)))

    def amounts(self, code, period):
        """Cost, provisional, true-up, billed, difference: billed is what the documents say."""
        first, last = month_of(code)
        billed = int(self.town.rows("billing", "SELECT coalesce(sum(amount_cents), 0) FROM charge WHERE day "
                                               f"BETWEEN '{first}' AND '{last}'")[0][0])
        costs = period["cost_cents"]
        return (costs, period.get("provisional_cents", 0), period.get("true_up_cents", 0), billed,
                billed - costs)

    def late_cost(self, month):
        """A bill of two months ago comes: those who used that month pay it."""
        code = self.codes[month - 2]
        before = shares_of(self.operator, code)
        self.post(7777, "pool", self.pools["premises"], "rent", late_for=code)
        allocate(self.operator, code)
        done = certify(self.operator, code)
        verifier.verify_file(certificate_of(self.operator, code)[0], None)
        equal(shares_of(self.operator, code).keys(), before.keys(), "the same payers")
        self.rows[month - 2] = (code, self.amounts(code, done))


def story_year(town):
    """Each month what the members are billed is what it cost; difference 0.00, twelve times and in all."""
    year = town.year = Year(town)
    start = time.monotonic()
    for code in year.codes:
        open_month(year.operator, code, fiscal_year="one")
    for month in range(MONTHS):
        year.take_requests(month)
        year.work()
        year.spend(month)
        if month == 6:
            year.late_cost(month)
        year.move(datetime.date.fromisoformat(year.codes[month + 1] + "-03"))
        year.close(month)
    sums = tuple(sum(amounts[i] for _, amounts in year.rows) for i in range(5))
    print(table([*year.rows, ("year", sums)]))
    print(f"twelve months in {time.monotonic() - start:.1f} s; difference {sums[4] / 100:.2f}", flush=True)
    equal([amounts[4] for _, amounts in year.rows], [0] * MONTHS, "difference of each month")
    equal(sums[0], year.posted, "every cent of cost is in some month")
    equal([one["state"] for one in year.operator.need("billing.period.list", {})["periods"]],
          ["certified"] * MONTHS + ["open"])


def check_taxes(town):
    """What is declared for the year is what the documents say, tax by tax, and what the ledger owes."""
    days = town.rows("billing", "SELECT min(issued_on), max(issued_on) FROM document")[0]
    declared = town.year.operator.need("billing.tax.report", {"from": days[0], "to": days[1]})["taxes"]
    owed = town.rows("billing", "SELECT account, -sum(amount_cents) FROM ledger_entry "
                                "WHERE account LIKE 'liabilities:tax:%' AND account <> 'liabilities:tax:recoverable' "
                                "GROUP BY account")
    equal({one["code"]: one["amount_cents"] for one in declared},
          {account.split(":")[-1]: int(cents) for account, cents in owed}, "each tax, in the ledger")
    holds(len(owed) > 1, "more than one tax")
    equal([[str(sum(one["amount_cents"] for one in declared))]],
          town.rows("billing", "SELECT sum(total_cents - net_cents) FROM document"), "on the documents")


def story_books(town):
    """At the year's end the books are at rest: no cost, no income, no result is left; every series is whole."""
    def left(pattern):
        return town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry WHERE account LIKE "
                                    f"'{pattern}' GROUP BY account HAVING sum(amount_cents) <> 0")
    for pattern in ("expenses:%", "income:%", "equity:period result%"):
        equal(left(pattern), [], pattern)
    results = {f"equity:period result:{code}" for code in town.year.codes[:MONTHS]}
    equal({account for account, in town.rows("billing", "SELECT DISTINCT account FROM ledger_entry WHERE "
                                             "account LIKE 'equity:period result%'")}, results)
    equal(town.rows("billing", "SELECT series FROM document GROUP BY series "
                               "HAVING count(*) <> max(serial) OR min(serial) <> 1"), [])
    check_taxes(town)
    reserve = [one for code in town.year.codes[:MONTHS]
               for one in town.year.operator.need("billing.cost.list", {"period": code, "limit": 500})["costs"]
               if one["account"] == "reserve"]
    equal(sum(one["amount_cents"] for one in reserve), 1000 * MONTHS, "the contribution to the reserve")
    equal(left("equity:reserve"), [["equity:reserve", str(-1000 * MONTHS)]], "is the co-operative's own, not owed")


def story_hledger(town):
    """The year's books go out as a journal that hledger accepts in its strictest mode; its balance says that
    every period's result is zero."""
    done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), "export",
                           "ledger"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    equal((done.returncode, done.stderr), (0, ""))
    journal = os.path.join(town.folder, "year.ledger")
    with open(journal, "w", encoding="utf-8") as out:
        out.write(done.stdout)
    for code in town.year.codes[:MONTHS]:
        holds(f"equity:period result:{code}" in done.stdout, f"the result of {code} is in the journal")
    if not shutil.which("hledger"):
        raise Skip("hledger is not installed")
    said = {}
    for words in (("check", "--strict"), ("bal",), ("bal", "equity:period result", "--empty", "-N")):
        done = subprocess.run(["hledger", "-f", journal, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        equal(done.returncode, 0, done.stdout)
        said[words] = done.stdout.split("\n")
    holds(said["bal",][-2].split() == ["0"], "the whole year adds up to 0")
    results = sorted(line.split(maxsplit=1) for line in said[words] if line)
    equal(results, [["0", f"equity:period result:{code}"] for code in town.year.codes[:MONTHS]])


def story_final(town):
    """The year is final: nothing of it changes any more."""
    year = town.year
    for code in year.codes[:MONTHS]:
        year.operator.need("billing.period.finalise", {"period": code})
    reply = year.operator.call("billing.cost.post", cost(year.today.isoformat(), 1, "pool",
                                                         year.pools["it"], late_for=year.codes[3]))
    equal((reply.error, reply.path), ("E_STATE", "data.late_for"))
    holds(len(year.rows) == MONTHS, "twelve months")


def main():
    """One small town; its clock goes on by itself."""
    with Town(enterprises=100, settings={"billing": {"quote_valid_days": 365}}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
