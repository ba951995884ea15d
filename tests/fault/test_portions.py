#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A certificate of many notes is issued in portions: others are answered in between, nothing changes the period
meanwhile, and a daemon that is killed in the middle goes on where it stopped.

    test_portions.py [--payers N] [--kills N]      11000 for a large co-operative; 3000 otherwise
"""

import argparse
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import allocate, certificate_of, check_books, cost, fill_year, oracle, period_of, pool, shares_of
from bus import answer_once, new_id
from daemons import Town
from job import wait
from story import equal, holds, stories_of, tell

YEARS = (2021, 2022)
OTHERS_MAX_S = 0.5  # the slowest hundredth of other commands, on a busy machine of two processors
NOTES = {"count of notes": "SELECT (SELECT sum(note_count) FROM period) - (SELECT count(*) FROM document)"}


def put_off(client, kind, data, path):
    """The call is put off because notes are being issued; it is not asked again."""
    reply = answer_once(client, kind, data, new_id())
    equal((reply.status, reply.error, reply.path), ("error", "E_CERTIFYING", path), kind)
    holds(reply.retry_after_ms > 0, "when to ask again is said")


def prepare(town, operator, year, payers):
    """A year with work of as many payers, allocated; returns the amount that each note shall have."""
    code, day = str(year), f"{year}-06-01"
    fill_year(town, year, {"payers": payers, "logs": payers, "pools": 3})
    town["billing"].stop()
    town["billing"].start()
    town["billing"].wait_ready()
    operator.need("billing.period.open", {"code": code, "first_day": f"{year}-01-01",
                                          "last_day": f"{year}-12-31", "fiscal_year": code, "currency": "CAD"})
    town.pool = pool(f"all{year}", "all_minutes")
    operator.need("billing.pool.put", town.pool)
    town.first_pool = getattr(town, "first_pool", town.pool)
    operator.need("billing.cost.post", cost(day, 100 * payers + 7, "pool", town.pool["id"]))
    operator.need("billing.period.close", {"period": code})
    allocate(operator, code)
    return {payer: share["true_up_cents"] for payer, share in shares_of(operator, code).items()
            if share["true_up_cents"]}


def check_finished(town, operator, code, wanted):
    """One note for each payer, of the right amount, named in a certificate that verifies; and it was told once."""
    period = wait(lambda: (now := period_of(operator, code)) and now["state"] == "certified" and now,
                  f"the certificate of {code}", 180)
    equal((period["note_count"], period.get("notes_due", 0), period["certificate_count"]), (len(wanted), 0, 1))
    notes = town.rows("billing", f"SELECT payer, net_cents, number FROM document WHERE period = '{code}'")
    equal({payer: int(cents) for payer, cents, _ in notes}, wanted)
    equal(len(notes), len(wanted), "nobody has two")
    content, values = certificate_of(operator, code)
    equal({payer["note"] for payer in values["payers"] if "note" in payer}, {number for _, _, number in notes})
    path = os.path.join(town.folder, f"{code}.certificate")
    with open(path, "wb") as file:
        file.write(content)
    status, words = oracle(path)
    equal(status, 0, words)
    equal(town.rows("billing", "SELECT count(*) FROM event, period WHERE type = 'billing.period.certified' "
                               f"AND subject = period.id AND code = '{code}'"), [["1"]])
    equal(town.rows("billing", "SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry "
                               f"WHERE account = 'equity:period result:{code}'"), [["0"]])
    check_books(town, NOTES)


def story_others_are_answered(town, options):
    """While the notes of a year are issued, other commands and queries are answered; what would change the year
    is refused with a number, and waits."""
    operator, code = town.client(), str(YEARS[0])
    wanted = prepare(town, operator, YEARS[0], options.payers)
    begun = time.monotonic()
    answer = operator.need("billing.period.certify", {"period": code})
    equal((answer["state"], answer["notes_due"]), ("certifying", len(wanted)))
    day, target = f"{code}-06-01", town.pool["id"]
    put_off(operator, "billing.cost.post", cost(day, 5, "pool", target), "data.day")
    posted = operator.need("billing.cost.list", {"period": code})["costs"][0]["id"]
    put_off(operator, "billing.cost.reverse", {"source_ref": new_id(), "cost": posted, "reason": "x"},
            "data.cost")
    for verb in ("allocate", "certify", "finalise"):
        put_off(operator, f"billing.period.{verb}", {"period": code}, "data.period")
    put_off(operator, "billing.driver.put", {"period": code, "pool": target, "driver": "area",
                                             "readings": [{"target": "pool", "id": target, "quantity": 1}]},
            "data.period")
    log = town.rows("billing", f"SELECT id FROM work_log WHERE day = '{day}' LIMIT 1")[0][0]
    put_off(operator, "billing.work.reverse", {"log": log, "reason": "x"}, "data.log")
    times, seen = [], []
    while not seen or seen[-1]["state"] == "certifying":
        start = time.monotonic()
        seen.append(period_of(operator, code))
        middle = time.monotonic()
        operator.need("billing.market.put", {"id": new_id(), "service": "legal.advice", "hourly_cents": 100,
                                             "currency": "CAD", "valid_from": day, "source": "probe"})
        times += [middle - start, time.monotonic() - middle]
    total_s = time.monotonic() - begun
    for one in seen[:-1]:
        equal(one["note_count"] + one.get("notes_due", 0), len(wanted), "issued and still to come")
        holds("certificate_hash" not in one, "no certificate before the last note")
    slow_s = sorted(times)[len(times) * 99 // 100]
    print(f"{len(wanted)} notes in {total_s:.2f} s; {len(times)} others answered meanwhile, half of them in "
          f"{1000 * sorted(times)[len(times) // 2]:.0f} ms, p99 {1000 * slow_s:.0f} ms")
    holds(len(seen) > 3, "it is seen to go on")
    holds(slow_s < OTHERS_MAX_S, f"others wait {slow_s:.2f} s")
    check_finished(town, operator, code, wanted)


def story_killed_in_the_middle(town, options):
    """The daemon is killed again and again while the notes of a year are issued: none is missing, none is there
    twice, numbers have no gap, and the certificate comes when all are there."""
    operator, code, chance = town.client(), str(YEARS[1]), random.Random(options.seed)
    wanted = prepare(town, operator, YEARS[1], options.payers)
    operator.need("billing.period.certify", {"period": code})
    stopped = []
    for number in range(options.kills):
        goal = len(wanted) * (number + 1) // (options.kills + 1)
        wait(lambda: issued(town, code) >= goal, "some notes", 120)
        time.sleep(chance.uniform(0, 0.05))
        town["billing"].kill()
        stopped.append(issued(town, code))
        check_books(town, NOTES)
        town["billing"].start()
        town["billing"].wait_ready()
    print(f"killed when {', '.join(map(str, stopped))} of {len(wanted)} notes were there")
    holds(any(0 < count < len(wanted) for count in stopped), "in the middle")
    check_finished(town, operator, code, wanted)


def story_supplement(town, options):
    """A late cost of a certified year is billed to all of its payers in the same way, with a kill in the middle."""
    operator, code, year = town.client(), str(YEARS[0]), str(YEARS[1] + 1)
    operator.need("billing.period.open", {"code": year, "first_day": f"{year}-01-01", "currency": "CAD",
                                          "last_day": f"{year}-12-31", "fiscal_year": year})
    before = shares_of(operator, code)
    operator.need("billing.cost.post", cost(f"{year}-01-01", 10 * options.payers, "pool", town.first_pool["id"],
                                            late_for=code))
    allocate(operator, code)
    equal(operator.need("billing.period.certify", {"period": code})["state"], "certifying")
    town["billing"].kill()
    check_books(town, NOTES)
    town["billing"].start()
    town["billing"].wait_ready()
    period = wait(lambda: (now := period_of(operator, code)) and now["state"] == "certified" and now,
                  f"the supplement of {code}", 180)
    equal(period["certificate_count"], 2)
    after = shares_of(operator, code)
    equal(after.keys(), before.keys(), "nobody else")
    equal(sum(share["cents"] for share in after.values()) - sum(share["cents"] for share in before.values()),
          10 * options.payers)
    billed = town.rows("billing", "SELECT payer, sum(amount_cents) FROM charge WHERE day BETWEEN "
                                  f"'{code}-01-01' AND '{code}-12-31' GROUP BY payer")
    equal({payer: int(cents) for payer, cents in billed},
          {payer: share["cents"] for payer, share in after.items()}, "billed in all")
    check_books(town, NOTES)


def issued(town, code):
    """How many notes of the year are there."""
    return int(town.rows("billing", f"SELECT count(*) FROM document WHERE period = '{code}'")[0][0])


def main():
    """One town with nothing but rates and taxes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payers", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Town(enterprises=50, load=False) as town:
        operator = town.client()
        for kind, data in town.sandbox.messages("billing"):
            operator.need(kind, data)
        return tell(stories_of(__name__), town, options)


if __name__ == "__main__":
    sys.exit(main())
