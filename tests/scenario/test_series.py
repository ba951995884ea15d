#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""How documents are numbered is data: by the settings, anew in each fiscal year, from ranges that an authority gave and
that are used up one day."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import open_month
from bus import new_id
from daemons import Town
from job import asking, staffed_job, wait
from story import equal, holds, stories_of, tell

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
MONTH = TODAY.isoformat()[:7]
LOW = 'billing_total{what="series_low"}'


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def series(kind="invoice", text="F-{number}", since="2020-01-01", **more):
    """The data of billing.series.put."""
    return {"id": new_id(), "kind": kind, "format": text, "valid_from": since, **more}


class Job:
    """An engagement that is billed again and again."""

    def __init__(self, town):
        self.operator = town.client()
        _, _, self.engagement = staffed_job(town, self.operator, asking(town))
        self.logs = []

    def log(self, minutes=6):
        """Some work of today."""
        need = self.engagement["needs"][0]
        done = self.operator.need("billing.work.log", {
            "source_ref": new_id(), "engagement": self.engagement["id"], "need": need["need"],
            "professional": need["professional"], "day": TODAY.isoformat(), "minutes": minutes})
        self.logs.append(done["id"])

    def ask(self):
        """An invoice of what is logged."""
        return "billing.invoice.issue", {"engagement": self.engagement["id"]}

    def invoice(self):
        """Some work and its invoice."""
        self.log()
        return self.operator.need(*self.ask())

    def next(self, kind="invoice"):
        """The series that numbers the next document of a kind, or None."""
        page = self.operator.need("billing.series.list", {"next": True})
        return next((one for one in page.get("series", []) if one["kind"] == kind), None)


def story_year(town, job):
    """Without a row the settings number; a series that restarts each fiscal year takes over from its day on, once a
    period says which year it is, and nothing half-written is left when none does."""
    equal(job.invoice()["number"], "F-000001")
    job.operator.need("billing.series.put", series(text="F-{year}-{number}", restarts="fiscal_year"))
    job.log()
    refused(job.operator, *job.ask(), "E_SERIES_YEAR", "data.engagement")
    open_month(job.operator, MONTH)
    year = TODAY.year
    equal(job.operator.need(*job.ask())["number"], f"F-{year}-000001")
    equal(job.invoice()["number"], f"F-{year}-000002")
    equal(job.next()["last_number"], 2)
    refused(job.operator, "billing.work.reverse", {"log": new_id(), "reason": "x"}, "E_NOT_FOUND", "data.log")


def story_formats(town, job):
    """Formats that could give one number twice, ranges that overlap or were given, and days that make no sense are
    refused; what has given numbers keeps everything but its end."""
    put, operator = "billing.series.put", job.operator
    for text, more, error, path in (
            ("F-numbers", {}, "E_SERIES_FORMAT", "data.format"),
            ("F{number}{number}", {}, "E_SERIES_FORMAT", "data.format"),
            ("F-{year}-{number}", {}, "E_SERIES_FORMAT", "data.format"),
            (f"F-{TODAY.year}-" + "{number}", {}, "E_SERIES_FORMAT", "data.format"),
            ("G-{number}", {"last": 5}, "E_SERIES_RANGE", "data.first"),
            ("G-{number}", {"first": 7, "last": 5}, "E_SERIES_RANGE", "data.first"),
            ("F-{number}", {"first": 1}, "E_SERIES_RANGE", "data.first"),
            ("C-{number}", {"first": 1, "last": 9}, "E_SERIES_RANGE", "data.format"),
            ("G-{year}-{number}", {"restarts": "fiscal_year", "first": 1, "last": 5}, "E_SERIES_RANGE", "data.last"),
            ("G-{number}", {"valid_until": "2019-12-31"}, "E_DATES", "data.valid_until")):
        refused(operator, put, series(text=text, **more), error, path)
    used = job.next()
    base = {"id": used["id"], "kind": "invoice", "valid_from": "2020-01-01", "restarts": "fiscal_year"}
    refused(operator, put, {**base, "format": "G-{year}-{number}"}, "E_SERIES_USED", "data.id")
    refused(operator, put, {**base, "format": "F-{year}-{number}", "expected_rev": 9}, "E_REV", "data.expected_rev")
    equal(operator.need(put, {**base, "format": "F-{year}-{number}"})["rev"], 1)


def story_range(town, job):
    """A range of an authority: its numbers in their order, its authorisation on each document; nine tenths are told
    once; what was authorised next takes over; when all is used up nothing more is issued or half-written, and the
    error says what to do."""
    put, operator, since = "billing.series.put", job.operator, TODAY.isoformat()
    low = town["billing"].metric(LOW)
    operator.need(put, series(text="R-{number}", since=since, first=101, last=110, authorisation="A-1", digits=4))
    refused(operator, put, series(text="R-{number}", since=since, first=110, last=120), "E_SERIES_RANGE", "data.first")
    refused(operator, put, series(text="R-{number}", since="2019-01-01", first=201, last=202), "E_SERIES_RANGE",
            "data.first")
    documents = [job.invoice() for _ in range(9)]
    equal([(one["number"], one["authorisation"]) for one in documents],
          [(f"R-{number:04d}", "A-1") for number in range(101, 110)])
    told = town.rows("billing", "SELECT count(*) FROM event WHERE type = 'billing.series.low'")
    equal(told, [["1"]], "told once")
    wait(lambda: town["billing"].metric(LOW) == low + 1, "the metric")
    operator.need(put, series(text="R-{number}", since=since, first=201, last=202, authorisation="A-2", digits=4))
    equal([(one["number"], one["authorisation"]) for one in (job.invoice(), job.invoice(), job.invoice())],
          [("R-0110", "A-1"), ("R-0201", "A-2"), ("R-0202", "A-2")])
    job.log()
    counts = "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM ledger_transaction), " \
             "(SELECT count(*) FROM event)"
    before = town.rows("billing", counts)
    refused(operator, *job.ask(), "E_SERIES_END", "data.engagement")
    equal(town.rows("billing", counts), before, "nothing is half-written")
    operator.need(put, series(text="S-{number}", since=since, first=301, last=303, valid_until="2999-12-31"))
    equal(operator.need(*job.ask())["number"], "S-000301")


def story_expiry(town, job):
    """A range whose last day has passed gives no more numbers; corrections are refused in time too, by the kind of
    document that they need."""
    operator, day = job.operator, (TODAY - datetime.timedelta(1)).isoformat()
    operator.need("billing.series.put", series("credit_note", "K-{number}", first=1, last=9, valid_until=day))
    refused(operator, "billing.work.reverse", {"log": job.logs[0], "reason": "erreur"}, "E_SERIES_END", "data.log")
    operator.need("billing.series.put", series("credit_note", "L-{number}", since=day, first=5, last=9,
                                               authorisation="B-1"))
    note = operator.need("billing.work.reverse", {"log": job.logs[0], "reason": "erreur"})["note"]
    credit = operator.need("billing.document.get", {"id": note})
    equal((credit["number"], credit["authorisation"], credit["original_number"]), ("L-000005", "B-1", "F-000001"))


def story_whole(town):
    """Every series is whole, range by range, and chained: each document hashes the one before it in its series."""
    rows = town.rows("billing", "SELECT series, serial, number, encode(prev_hash, 'hex'), encode(hash, 'hex') "
                     "FROM document ORDER BY series, serial")
    before = {}
    for name, serial, number, former, mine in rows:
        serial, last = int(serial), before.get(name, (None, ""))
        equal(former, last[1], f"the hash before {number}")
        holds(last[0] is None or serial == last[0] + 1 or serial == 201, f"a gap before {number}")
        before[name] = (serial, mine)
    holds(len(before) >= 5 and len({row[2] for row in rows}) == len(rows), "each number once")


def main():
    """One small town."""
    with Town(enterprises=50) as town:
        return tell(stories_of(__name__), town, Job(town))


if __name__ == "__main__":
    sys.exit(main())
