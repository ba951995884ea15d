#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Days and their first instants as Python's own reader of the zone database says: the oracle of test_zone.

A line "zone NAME", then lines "day NUMBER START_US" and "instant TIME_US NUMBER OFFSET_US"."""

import datetime
import random
import zoneinfo

ZONES = ("UTC", "America/Toronto", "America/St_Johns", "America/Havana", "America/Sao_Paulo",
         "Europe/Paris", "Africa/Cairo", "Asia/Beirut", "Asia/Kolkata", "Australia/Lord_Howe",
         "Pacific/Apia", "Pacific/Kiritimati")
YEARS = (2018, 2026, 2043)
SKIPPED = [("Pacific/Apia", datetime.date(2011, 12, day)) for day in (29, 30, 31)]
EPOCH = datetime.date(1970, 1, 1)


def seconds_of(day, zone):
    """The first instant of a day: of two equal midnights the earlier, of one that is left out the change."""
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def tell_day(day, zone):
    """The day's start, and the instants beside it."""
    start = seconds_of(day, zone)
    print("day", (day - EPOCH).days, start * 10 ** 6)
    for at in (start - 1, start, start + random.randrange(86400)):
        local = datetime.datetime.fromtimestamp(at, zone)
        print("instant", at * 10 ** 6 + random.randrange(10 ** 6), (local.date() - EPOCH).days,
              int(local.utcoffset().total_seconds()) * 10 ** 6)


random.seed(1)
for name in ZONES:
    print("zone", name)
    place = zoneinfo.ZoneInfo(name)
    days = [datetime.date(year, 1, 1) + datetime.timedelta(day) for year in YEARS for day in range(366)]
    for one in days + [day for where, day in SKIPPED if where == name]:
        tell_day(one, place)
