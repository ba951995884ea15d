#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Time that passes: the clocks of working time, and days after which it is too late."""

import datetime
import os
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from daemons import SERVICES, Town
from desk import DAY_US, LAW, Desk, completed_job, later, reviewed, sketch_of, submit_sketch
from job import wait
from story import equal, holds, stories_of, tell

ZONE = zoneinfo.ZoneInfo("America/Toronto")
HOLIDAYS = [datetime.date(2026, 12, 25), datetime.date(2027, 1, 1)]


def calendar_of():
    """Weekdays 8:30 to 12:00 and 13:00 to 16:30 in Montréal, with two holidays."""
    hours = [{"weekday": day, "from_minute": start, "to_minute": end}
             for day in range(1, 6) for start, end in ((510, 720), (780, 990))]
    return {"hours": hours, "holidays": [{"day": day.isoformat()} for day in HOLIDAYS],
            "allowances": [{"state": "triage", "urgency": "normal", "minutes": 960},
                           {"state": "flagged", "urgency": "high", "minutes": 60}]}


def due_by_the_minute(start_us, minutes):
    """The same by another road: local wall clock, minute by minute, with the zone's own rules."""
    at = datetime.datetime.fromtimestamp(start_us / 1000000, datetime.timezone.utc)
    left = minutes * 60
    step = datetime.timedelta(seconds=1)
    while left > 0:
        local = at.astimezone(ZONE)
        minute = local.hour * 60 + local.minute
        works = (local.isoweekday() < 6 and local.date() not in HOLIDAYS
                 and (510 <= minute < 720 or 780 <= minute < 990))
        step_s = 60 - local.second if not works or left >= 60 else left
        if works:
            left -= min(step_s, left)
        at += datetime.timedelta(seconds=step_s)
    return at


def story_clock(town):
    """Requests that wait for a person have a clock of working time: due when an independent computation
    says, standing still while the contact is awaited, told once when it is used up."""
    desk = Desk(town)
    calendar = calendar_of()
    for change, path in (({"hours": calendar["hours"][:2][::-1]}, "data.hours[1]"),
                         ({"holidays": calendar["holidays"][::-1]}, "data.holidays[1]"),
                         ({"allowances": [{"state": "planned", "minutes": 5}]}, "data.allowances[0]"),
                         ({"allowances": calendar["allowances"] * 2}, "data.allowances[2]")):
        desk.refused("operator", "intake.calendar.put", {**calendar, **change}, "E_CALENDAR", path)
    desk.done("operator", "intake.calendar.put", calendar)
    with reviewed(town):
        taken = desk.submit(17)
    shown = desk.get(taken["id"])
    clock = shown["clock"]
    equal((clock["state"], clock["allowed_minutes"], clock.get("used_minutes", 0)), ("triage", 960, 0))
    wanted = due_by_the_minute(shown["submitted_at_us"], 960)
    holds(abs(clock["due_at_us"] / 1000000 - wanted.timestamp()) < 61,
          f"due {clock['due_at_us']}, wanted {wanted}")
    question = desk.done("adviser", "intake.request.ask", {"id": taken["id"], "text": "Quand ?"})
    clock = desk.get(taken["id"])["clock"]
    equal((clock["paused"], clock.get("due_at_us", 0)), (True, 0))
    desk.done("contact", "intake.request.answer",
              {"id": taken["id"], "question": question["id"], "text": "Demain."})
    holds(desk.get(taken["id"])["clock"]["due_at_us"] > 0, "it runs again")
    urgent = submit_sketch(desk, sketch_of(town), urgency="high")["id"]
    later(town, 9 * DAY_US)
    breached = wait(lambda: (now := Desk(town).get(taken["id"])["clock"]).get("breached_at_us") and now,
                    "the breach")
    holds(breached["used_minutes"] >= 960, "the time is used up")
    wait(lambda: Desk(town).get(urgent)["clock"].get("breached_at_us"), "the other breach")
    events = town.rows("intake", "SELECT count(*) FROM event WHERE type = 'intake.clock.breached'"
                                 f" AND subject = '{taken['id']}'")
    equal(events, [["1"]], "told once")


def story_too_late(town):
    """After 90 days a completed request cannot be opened again."""
    desk = Desk(town)
    request = completed_job(desk, 18, (LAW,))
    later(town, 101 * DAY_US)
    Desk(town).refused("contact", "intake.request.reopen", {"id": request, "reason": "encore"},
                       "E_REOPEN_LATE", "data.id")


def main():
    """One town; the clock moves."""
    with Town(settings={service: {"time_zone": ZONE.key} for service in SERVICES}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
