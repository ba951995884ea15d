#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""How long a whole year takes to close, how long others wait meanwhile, and how that grows: 60,000 work logs (85,000 hours) of 11,000
engagements with as many payers, 40 pools; then twice as many of each in turn. The rows of work are put
straight into the database, everything else goes over the bus."""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import certificate_of, cost, fill_year, oracle, period_of, pool
from daemons import Town, program
from story import equal, holds, stories_of, tell

YEAR = {"logs": 60000, "payers": 11000, "pools": 40, "loop": 8}
CASES = [("a tenth of everything", {"logs": 6000, "payers": 1100, "pools": 4, "loop": 2}), ("the year", YEAR),
         ("twice the work", {**YEAR, "logs": 120000}), ("twice the payers", {**YEAR, "payers": 22000}),
         ("twice the pools", {**YEAR, "pools": 80}), ("all 40 pools serve each other", {**YEAR, "loop": 40})]
ALLOCATE_MAX_S, CERTIFY_MAX_S, OTHERS_MAX_S = 20, 60, 2  # for the year, on a busy machine of two processors
FIRST_YEAR = 2015


def put_books(town, operator, year, size):
    """Pools valid in this year alone, the first of which serve each other; costs; readings."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    operator.need("billing.period.open", {"code": str(year), "first_day": first, "last_day": last,
                                          "fiscal_year": str(year), "currency": "CAD"})
    people = [row[0] for row in town.rows(
        "billing", f"SELECT md5('person' || n)::uuid FROM generate_series(0, {size['pools'] - 1}) AS n")]
    pools = [pool(f"pool{n}", "weights" if n < size["loop"] else "minutes", valid_from=first, valid_to=last,
                  fallbacks=["all_minutes"], professional=person, step=n)
             for n, person in enumerate(people)]
    for n, one in enumerate(pools):
        operator.need("billing.pool.put", one)
        for i in range(12):
            operator.need("billing.cost.post", cost(f"{year}-{i + 1:02d}-28", 12345678 + 101 * n + i, "pool",
                                                    one["id"], "salaries"))
    engagements = [row[0] for row in town.rows(
        "billing", f"SELECT md5('engagement' || {year} || n)::uuid FROM generate_series(1, 50) AS n")]
    for n in range(size["loop"]):
        readings = [{"target": "pool", "id": other["id"], "quantity": 3 + (n * i) % 17}
                    for i, other in enumerate(pools) if i != n]
        readings += [{"target": "engagement", "id": one, "quantity": 5} for one in engagements]
        operator.need("billing.driver.put", {"period": str(year), "pool": pools[n]["id"],
                                             "driver": "weights", "readings": readings})


def until(operator, code, state):
    """(seconds until the period has this state, the longest that a question had to wait meanwhile)."""
    start, slowest_s = time.monotonic(), 0
    while True:
        asked = time.monotonic()
        period = period_of(operator, code)
        slowest_s = max(slowest_s, time.monotonic() - asked)
        if period["state"] == state and not period.get("pending"):
            return time.monotonic() - start, slowest_s
        holds(time.monotonic() - start < 180, f"{code} is {state} within minutes")


def close_year(town, operator, year):
    """(seconds to allocate, seconds to certify, each with the longest wait of others meanwhile, the period)."""
    code = str(year)
    operator.need("billing.period.close", {"period": code})
    times = []
    for verb, state in (("allocate", "allocated"), ("certify", "certified")):
        start = time.monotonic()
        operator.need(f"billing.period.{verb}", {"period": code}, timeout_s=120)
        answered_s = time.monotonic() - start
        more_s, slowest_s = until(operator, code, state)
        times += [answered_s + more_s, max(answered_s, slowest_s)]
    return times, period_of(operator, code)


def verify_both(town, operator, code):
    """(megabytes, seconds of the command, seconds of the independent program)."""
    content, _ = certificate_of(operator, code)
    path = os.path.join(town.folder, "year.certificate")
    with open(path, "wb") as file:
        file.write(content)
    start = time.monotonic()
    done = subprocess.run([program("entraide"), "certificate", "verify", path], stdout=subprocess.PIPE,
                          text=True, check=False)
    equal(done.returncode, 0, done.stdout)
    command_s = time.monotonic() - start
    status, words = oracle(path)
    equal(status, 0, words)
    return len(content) / 1e6, command_s, time.monotonic() - start - command_s


def story_year(town):
    """A year closes in seconds; work, payers, pools and pools that serve each other cost what they cost."""
    operator = town.client()
    heads = ("allocate s", "others wait", "certify s", "others wait", "notes", "certificate MB", "verify s",
             "python s")
    print(f"{'':32}" + "".join(f"{head:>15}" for head in heads))
    for n, (words, size) in enumerate(CASES):
        year = FIRST_YEAR + n
        fill_year(town, year, size)
        town["billing"].stop()
        town["billing"].start()
        town["billing"].wait_ready()
        put_books(town, operator, year, size)
        times, period = close_year(town, operator, year)
        equal(period["cost_cents"], period["provisional_cents"] + period["true_up_cents"])
        megabytes, command_s, python_s = verify_both(town, operator, str(year))
        columns = [*times, period["note_count"], megabytes, command_s, python_s]
        print(f"{words:32}" + "".join(f"{column:15.2f}" if isinstance(column, float) else f"{column:15}"
                                      for column in columns), flush=True)
        if size is YEAR:
            holds(times[0] < ALLOCATE_MAX_S, "a year is allocated in seconds")
            holds(times[2] < CERTIFY_MAX_S, "and certified")
            holds(times[3] < OTHERS_MAX_S, "and nobody else waits for all of its notes")


def main():
    """One town with nothing but rates and taxes."""
    with Town(enterprises=50, load=False) as town:
        operator = town.client()
        for kind, data in town.sandbox.messages("billing"):
            operator.need(kind, data)
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
