#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Days of the co-operative: at 20:30 in Montréal it is tomorrow in Greenwich, and today here."""

import datetime
import os
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import SERVICES, Town
from job import asking, quote_of, staffed_job, wait
from story import equal, holds, stories_of, tell

ZONE = zoneinfo.ZoneInfo("America/Toronto")


def set_clocks(town, local):
    """Moves the sandbox's clocks to a local time, from the right."""
    for service in reversed(SERVICES):
        town.client().need("clock.set", {"now_us": int(local.timestamp()) * 1000000}, service=service)


def evening_of(town):
    """20:30 on the next day of the co-operative."""
    now_us = town.client().need("status.get", service="billing")["now_us"]
    day = datetime.datetime.fromtimestamp(now_us / 1e6, ZONE).date() + datetime.timedelta(1)
    return datetime.datetime.combine(day, datetime.time(20, 30), ZONE)


def story_evening(town):
    """At 20:30 a work log of today is today's, one of Greenwich's today is of a day that has not come; the
    quote holds for as many days, and the invoice is of today."""
    evening = evening_of(town)
    today, tomorrow = evening.date().isoformat(), (evening.date() + datetime.timedelta(1)).isoformat()
    equal(evening.astimezone(datetime.timezone.utc).date().isoformat(), tomorrow, "in Greenwich")
    set_clocks(town, evening)
    operator = town.client()
    _, plan, engagement = staffed_job(town, operator, asking(town))
    valid_until = datetime.date.fromisoformat(quote_of(operator, plan)["valid_until"])
    equal((valid_until - evening.date()).days, 30, "the quote holds for 30 days from today")
    need = engagement["needs"][0]
    work = {"source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
            "professional": need["professional"], "minutes": 60}
    reply = operator.call("billing.work.log", {**work, "day": tomorrow})
    equal((reply.error, reply.path), ("E_DATES", "data.day"))
    operator.need("billing.work.log", {**work, "day": today})
    logged = operator.need("billing.work.list", {"engagement": engagement["id"]})["logs"]
    equal([one["day"] for one in logged], [today])
    invoice = operator.need("billing.invoice.issue", {"engagement": engagement["id"]})
    equal(invoice["issued_on"], today)


def story_midnight(town):
    """A membership that ends with a day ends at midnight here, not five hours before."""
    operator = town.client()
    evening = evening_of(town)
    organisation = asking(town, 5)["organisation"]
    holds(operator.need("intake.eligibility.get", {"organisation": organisation})["eligible"], "served")
    at_end = evening.date().isoformat()
    path = operator.need("intake.eligibility.get", {"organisation": organisation})["path"]
    edge = path[0]["edge"]
    operator.need("intake.membership.put", {"id": edge, "child": organisation, "parent": path[1]["organisation"],
                                            "valid_from": "2014-04-01", "valid_to": at_end})
    set_clocks(town, evening)
    holds(operator.need("intake.eligibility.get", {"organisation": organisation})["eligible"], "until midnight")
    due = town.rows("intake", f"SELECT due_us FROM timer WHERE name = 'boundary' AND key = '{edge}'")
    midnight = datetime.datetime.combine(evening.date() + datetime.timedelta(1), datetime.time(0), ZONE)
    equal(due, [[str(int(midnight.timestamp()) * 1000000)]])
    set_clocks(town, midnight)
    wait(lambda: not operator.need("intake.eligibility.get", {"organisation": organisation}).get("eligible"),
         "the end of the membership")


def main():
    """One town in Montréal; its clocks move."""
    with Town(settings={service: {"time_zone": ZONE.key} for service in SERVICES}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
