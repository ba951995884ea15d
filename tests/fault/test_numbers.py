#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Documents are issued while the billing daemon is killed at random: no number is missing or given twice, the ledger is
balanced whenever one looks, and both chains verify.

    test_numbers.py [--documents N] [--seed S]      200000 for the whole; a few thousand otherwise
"""

import argparse
import datetime
import hashlib
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import msgpack

from books import check_books
from bus import new_id, unpack
from daemons import Town
from job import asking, staffed_job
from story import equal, holds, stories_of, tell

PUBLISHERS = 4
ROUND = 100          # engagements that are billed together; as many as items of billing.work.batch
KILL_PAUSE_S = (0.5, 2.5)
TIMEOUT_S = 300      # while the books of the last kill are looked at, the daemon is down


class Publisher(threading.Thread):
    """Logs a minute of work on each of its engagements and bills it, again and again."""

    def __init__(self, town, need, engagements, rounds):
        super().__init__(daemon=True)
        self.client = town.client()
        self.need, self.engagements, self.rounds = need, engagements, rounds
        self.trouble = None

    def run(self):
        try:
            for number in range(self.rounds):
                self.bill(number)
        except Exception as error:  # told by the main thread, which waits for this one
            self.trouble = error

    def bill(self, number):
        """One round: a batch of work, then an invoice of each engagement."""
        first = number * ROUND % len(self.engagements)
        chosen = self.engagements[first:first + ROUND]
        day = datetime.date.today() - datetime.timedelta(1 + number % 300)
        items = [{"source_ref": new_id(), "engagement": one, "need": self.need["need"],
                  "professional": self.need["professional"], "day": day.isoformat(), "minutes": 1}
                 for one in chosen]
        batch = self.client.call_many("billing", [("billing.work.batch", {"items": items})],
                                      timeout_s=TIMEOUT_S)[0]
        equal(batch.data["logged"], len(items), f"logged of {batch.data['results'][0]}")
        for reply in self.client.call_many("billing", [("billing.invoice.issue", {"engagement": one})
                                                       for one in chosen], timeout_s=TIMEOUT_S):
            holds(reply.done, f"{reply.error} at {reply.path}")


class Killer:
    """Kills the daemon at random, and looks at the books at any moment. In the main thread: a daemon dies with the
    thread that started it."""

    def __init__(self, town, seed):
        self.town, self.random = town, random.Random(seed)
        self.kills = self.looks = 0
        self.slowest_start_s = 0.0

    def kill(self):
        """One kill, with a look before the daemon is back and one after."""
        time.sleep(self.random.uniform(*KILL_PAUSE_S))
        self.town["billing"].kill()
        self.kills += 1
        self.look()
        start = time.monotonic()
        self.town["billing"].start()
        self.town["billing"].wait_ready()
        self.slowest_start_s = max(self.slowest_start_s, time.monotonic() - start)
        self.look()

    def look(self):
        """Everything adds up in one snapshot."""
        check_books(self.town)
        self.looks += 1


class Job:
    """What is billed: engagements as the story of one, copied in the database."""

    def __init__(self, town, options):
        self.documents, self.seed = options.documents, options.seed
        operator = town.client()
        _, _, engagement = staffed_job(town, operator, asking(town))
        self.need = engagement["needs"][0]
        count = max(PUBLISHERS * ROUND, self.documents // 400 // (PUBLISHERS * ROUND) * PUBLISHERS * ROUND)
        year_us = 366 * 24 * 3600 * 10 ** 6
        town.rows("billing", f"""UPDATE engagement SET opened_at_us = opened_at_us - {year_us};
            CREATE TEMPORARY TABLE copies AS SELECT * FROM engagement, generate_series(1, {count});
            ALTER TABLE copies DROP generate_series;
            UPDATE copies SET id = gen_random_uuid(), request = gen_random_uuid(), cap_cents = 1::bigint << 50;
            INSERT INTO engagement SELECT * FROM copies""")
        rows = town.rows("billing", "SELECT id FROM engagement WHERE cap_cents = 1::bigint << 50 ORDER BY id")
        self.engagements = [row[0] for row in rows]


def story_numbers(town, job):
    """Every invoice that was asked for is there once, while the daemon was killed again and again; the books add up
    in every snapshot."""
    part = len(job.engagements) // PUBLISHERS
    rounds = job.documents // PUBLISHERS // ROUND
    publishers = [Publisher(town, job.need, job.engagements[i * part:(i + 1) * part], rounds)
                  for i in range(PUBLISHERS)]
    killer = Killer(town, job.seed)
    start = time.monotonic()
    for thread in publishers:
        thread.start()
    while any(thread.is_alive() for thread in publishers):
        killer.kill()
    for thread in publishers:
        if thread.trouble:
            raise thread.trouble
    killer.look()
    found = int(town.rows("billing", "SELECT count(*) FROM document WHERE series = 'F'")[0][0])
    equal(found, rounds * PUBLISHERS * ROUND, "documents")
    holds(killer.kills > 0, "the daemon was killed")
    unbilled = town.rows("billing", "SELECT count(*) FROM work_log WHERE document = "
                         "'00000000-0000-0000-0000-000000000000'")
    equal(unbilled, [["0"]], "work without a document")
    print(f"{found} documents in {time.monotonic() - start:.0f} s, {killer.kills} kills, "
          f"{killer.looks} snapshots, slowest start {killer.slowest_start_s:.1f} s", flush=True)


def story_documents(town, _job):
    """The hash of each document is SHA-256 over the one before and the document as it was issued."""
    before, count = bytes(32), 0
    for after in range(0, 1 << 40, 5000):
        rows = town.rows("billing", "SELECT serial, encode(prev_hash, 'hex'), encode(hash, 'hex'),"
                         " encode(body, 'hex'), number FROM document WHERE series = 'F'"
                         f" AND serial > {after} ORDER BY serial LIMIT 5000")
        for serial, former, mine, body, number in rows:
            count += 1
            equal((int(serial), number), (count, f"F-{count:06d}"))
            equal(bytes.fromhex(former) or bytes(32), before)
            before = hashlib.sha256(before + hashlib.sha256(bytes.fromhex(body)).digest()).digest()
            equal(bytes.fromhex(mine), before, f"the hash of {number}")
        if len(rows) < 5000:
            break
    holds(count > 0, "there are documents")


def story_ledger(town, _job):
    """So is the ledger's, transaction by transaction, as anyone who may read it can check."""
    client, before, serial = town.client(), bytes(32), 0
    while True:
        message_id = new_id()
        frame = client.pack("billing.ledger.list", {"after": serial, "limit": 200}, message_id)
        page = unpack(client.exchange("billing", frame, message_id, 30))["data"]
        for record in page.get("records", []):
            serial += 1
            equal(record["transaction"]["serial"], serial)
            equal(sum(entry["amount_cents"] for entry in record["transaction"]["entries"]), 0)
            body = msgpack.packb(record["transaction"], use_bin_type=True)
            before = hashlib.sha256(before + hashlib.sha256(body).digest()).digest()
            equal(record["hash"], before, f"the hash of transaction {serial}")
        if not page.get("more"):
            break
    equal(serial, int(town.rows("billing", "SELECT count(*) FROM ledger_transaction")[0][0]))


def main():
    """One town."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Town() as town:
        return tell(stories_of(__name__), town, Job(town, options))


if __name__ == "__main__":
    sys.exit(main())
