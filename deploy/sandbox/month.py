# SPDX-License-Identifier: MPL-2.0
"""A month of the sandbox, until today, as its accountant lives it: the period is opened, cost is posted, then it
is closed, allocated and certified."""

import datetime
import uuid
import zoneinfo

from deploy.sandbox.quebec import TIME_ZONE

SPACE = uuid.UUID("6f3b1c52-0c5e-4f0e-9a51-2f6b7d9e1a00")  # as the generator's: the same ids in every run
NEW_STATES = ("open", "soft_closed", "allocated")
DAY = datetime.timedelta(days=1)


class Month:
    """The month in which a request is worked on."""

    def __init__(self, entraide, request):
        self.entraide, self.request = entraide, request
        self.period, self.costs, self.pools = None, [], {}

    def ask(self, type_, **data):
        """A command or query of the accountant."""
        return self.entraide.send("operator", type_, **data)

    def today(self):
        """The day it is for billing."""
        now_us = self.entraide.status()["billing"]["now_us"]
        return datetime.datetime.fromtimestamp(now_us / 1e6, zoneinfo.ZoneInfo(TIME_ZONE)).date()

    def periods(self):
        """All periods, by first day."""
        return self.ask("billing.period.list").get("periods", [])

    def open(self, wait_for):
        """The month until today, or the days since the last period. Today may be closed already: then the
        sandbox's clocks go on to tomorrow."""
        for period in self.periods():
            if period["state"] in NEW_STATES:
                self.certify(period["code"], period["state"], wait_for)
        known = self.periods()
        if known and self.today().isoformat() <= known[-1]["last_day"]:
            noon = datetime.datetime.combine(self.today() + DAY, datetime.time(12))
            self.entraide.must("operator", "clock", "set", noon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        today = self.today()
        first = datetime.date.fromisoformat(known[-1]["last_day"]) + DAY if known else today.replace(day=1)
        month = today.isoformat()[:7]
        self.period = today.isoformat() if month in {one["code"] for one in known} else month
        self.ask("billing.period.open", code=self.period, first_day=first.isoformat(),
                 last_day=today.isoformat(), fiscal_year=str(today.year), currency="CAD")
        self.number()

    def number(self):
        """Documents are numbered anew in each fiscal year: F-2026-000001."""
        for kind, letter in (("invoice", "F"), ("credit_note", "C"), ("debit_note", "D")):
            self.ask("billing.series.put", id=str(uuid.uuid5(SPACE, f"series/{kind}")), kind=kind,
                     valid_from="2020-01-01", format=letter + "-{year}-{number}", restarts="fiscal_year")

    def pool(self, code, label, driver, **more):
        """A pool; the same one in every month."""
        self.pools[code] = str(uuid.uuid5(SPACE, f"pool/{code}"))
        self.ask("billing.pool.put", id=self.pools[code], code=code, labels={"fr": label}, driver=driver,
                 fallbacks=["all_minutes"], valid_from="2020-01-01", **more)
        return self.pools[code]

    def post(self, cents, target, target_id, account, description):
        """A cost of today."""
        self.costs.append(cents)
        self.ask("billing.cost.post", source_ref=f"cost-{self.request}-{len(self.costs)}",
                 day=self.today().isoformat(), amount_cents=cents, currency="CAD", account=account,
                 target=target, target_id=target_id, description=description)

    def spend(self, engagement, work):
        """Salaries, premises, software, a grant, and a fee for this engagement alone."""
        person = work["professional"]
        premises = self.pool("locaux", "Locaux", "area")
        software = self.pool("logiciels", "Logiciels", "tickets", step=1)
        salaries = self.pool("salaire." + person[-12:], "Salaire et charges", "minutes", step=2,
                             kind="professional", professional=person)
        self.post(work["amount_cents"] * 9 // 10, "pool", salaries, "salaires", "Salaire et charges sociales")
        self.post(2000, "pool", premises, "loyer", "Loyer du mois")
        self.post(1001, "pool", software, "logiciels", "Abonnements")
        self.post(-500, "pool", premises, "subvention", "Subvention pour les locaux")
        self.post(1234, "engagement", engagement["id"], "registre", "Frais de registre")
        for pool, driver, other, count in ((premises, "area", software, 10), (software, "tickets", premises, 1)):
            self.ask("billing.driver.put", period=self.period, pool=pool, driver=driver, readings=[
                {"target": "pool", "id": other, "quantity": count},
                {"target": "pool", "id": salaries, "quantity": 40}])

    @property
    def cost_cents(self):
        """What was posted."""
        return sum(self.costs)

    def close(self, wait_for):
        """Closes and certifies it; the period as it is then."""
        self.certify(self.period, "open", wait_for)
        return self.ask("billing.period.get", period=self.period)

    def certify(self, code, state, wait_for):
        """From wherever it stands."""
        if state == "open":
            self.ask("billing.period.close", period=code)
        self.ask("billing.period.allocate", period=code)
        wait_for("the allocation", lambda: (now := self.ask("billing.period.get", period=code))["state"] ==
                 "allocated" and not now.get("pending"))
        self.ask("billing.period.certify", period=code)
        wait_for("the certificate", lambda: self.ask("billing.period.get", period=code)["state"] == "certified")

    def shares(self):
        """What each payer pays."""
        return self.ask("billing.allocation.get", period=self.period).get("shares", [])

    def explain(self, engagement, payer):
        """The line of the engagement, opened."""
        return self.ask("billing.line.explain", period=self.period, payer=payer, object=engagement["id"])
