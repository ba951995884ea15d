# SPDX-License-Identifier: MPL-2.0
"""The calendar of the sandbox co-operative: time zone, office hours and public holidays in Québec, and how long a
request may wait for a person."""

from datetime import date, timedelta

TIME_ZONE = "America/Toronto"
YEARS = range(2026, 2032)
MINUTES_OF_A_DAY = 420  # of office hours
# Working days that a request may wait: by state and urgency.
PATIENCE = {"flagged": {"low": 5, "normal": 3, "high": 1, "legal_deadline": 1},
            "triage": {"low": 3, "normal": 2, "high": 1, "legal_deadline": 1},
            "unmet": {"low": 10, "normal": 5, "high": 2, "legal_deadline": 1},
            "reopened": {"low": 3, "normal": 2, "high": 1, "legal_deadline": 1}}


def weekday_from(day, weekday):
    """The first such weekday (0 = Monday) on or after the day."""
    return day + timedelta((weekday - day.weekday()) % 7)


def easter(year):
    """Easter Sunday of the Gregorian calendar."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    offset = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def holidays(year):
    """(day, French name, English name) of the public holidays."""
    return [(date(year, 1, 1), "Jour de l'An", "New Year's Day"),
            (easter(year) - timedelta(2), "Vendredi saint", "Good Friday"),
            (weekday_from(date(year, 5, 18), 0), "Journée nationale des patriotes", "Patriots' Day"),
            (date(year, 6, 24), "Fête nationale du Québec", "Québec National Day"),
            (date(year, 7, 1), "Fête du Canada", "Canada Day"),
            (weekday_from(date(year, 9, 1), 0), "Fête du Travail", "Labour Day"),
            (weekday_from(date(year, 10, 8), 0), "Action de grâces", "Thanksgiving"),
            (date(year, 12, 25), "Noël", "Christmas Day")]


def calendar():
    """The data of intake.calendar.put."""
    hours = [{"weekday": day, "from_minute": start, "to_minute": end}
             for day in range(1, 6) for start, end in ((510, 720), (780, 990))]
    days = [{"day": day.isoformat(), "name": {"fr": french, "en": english}}
            for year in YEARS for day, french, english in holidays(year)]
    allowances = [{"state": state, "urgency": urgency, "minutes": MINUTES_OF_A_DAY * count}
                  for state, counts in PATIENCE.items() for urgency, count in counts.items()]
    return {"hours": hours, "holidays": days, "allowances": allowances}
