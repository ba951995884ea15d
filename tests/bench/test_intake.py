#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Organisations and memberships at their sizes: a co-operative of 11,000 over the bus, one of 1,000,000 in
memory, and the same answer from PostgreSQL by a recursive query over the same memberships, on the same
machine in the same run.

    test_intake.py [--enterprises 11000] [--organisations 1000000] [--json FILE]

Fails when an answer takes 20 us or more on average, an organisation more than 700 bytes, or the co-operative
more than 30 s to load."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

import monolith  # noqa: E402
from cluster import postgres_program  # noqa: E402
from daemons import BUILD, Town, wait_for  # noqa: E402

TODAY = 20000
TABLES = """
CREATE TABLE membership (number bigint, child bigint, parent bigint, valid_from integer, valid_to integer);
COPY membership FROM '{path}' (FORMAT csv);
CREATE INDEX ON membership (child);
ANALYZE membership;
"""
# The way that decides: of at most three memberships in force, the shortest, then the first by number.
QUESTION = """
\\set asked random(1, {count} - 1)
WITH RECURSIVE up (organisation, depth, path) AS (
    SELECT :asked::bigint, 0, ARRAY[]::bigint[]
    UNION ALL
    SELECT m.parent, up.depth + 1, up.path || m.number
    FROM up
    JOIN membership m ON m.child = up.organisation
    WHERE up.depth < 3 AND up.organisation <> 0
      AND m.valid_from <= {today} AND (m.valid_to = 0 OR {today} <= m.valid_to)
)
SELECT path FROM up WHERE organisation = 0 ORDER BY depth, path LIMIT 1;
"""


def in_memory(count, path):
    """The figures of the graph alone; its memberships are left in the file."""
    program = os.path.join(BUILD, "tests", "bench_graph")
    done = subprocess.run([program, str(count), path], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def in_postgres(town, count, path):
    """Microseconds of one recursive query, from one connection, everything in the cache."""
    os.chmod(path, 0o644)
    town.cluster.psql("postgres", "CREATE DATABASE bench")
    town.cluster.psql("bench", TABLES.format(path=path))
    rate = monolith.run(QUESTION.format(count=count, today=TODAY), pathlib.Path(town.folder),
                        postgres_program("pgbench"), town.cluster.conninfo("bench", "postgres"),
                        seconds=4, connections=1)
    return 1e6 / rate


def told(town):
    """Organisations told of so far, by intake's own count."""
    return town["intake"].metric('intake_total{what="eligibility_changes"}')


def over_the_bus(town):
    """The co-operative is loaded as an outside system would; then its first network is suspended."""
    operator = town.client()
    messages = town.sandbox.messages("intake")
    start = time.monotonic()
    replies = operator.call_many("intake", messages)
    loaded_s = time.monotonic() - start
    assert all(reply.done for reply in replies), "everything is put"
    organisations = len(town.sandbox.organisations)
    rss = town["intake"].resident_bytes()
    root = next(one for one in town.sandbox.organisations.values() if one.get("root"))
    before, start = told(town), time.monotonic()
    operator.need("intake.organisation.put", {**root, "status": "suspended"})
    assert wait_for(lambda: told(town) >= before + organisations, 60, pause_s=0.01), "all are told"
    told_s = time.monotonic() - start
    ids = list(town.sandbox.organisations)[:5000]
    start = time.monotonic()
    operator.call_many("intake", [("intake.eligibility.get", {"organisation": one}) for one in ids])
    asked_s = time.monotonic() - start
    return {"organisations": organisations, "messages": len(messages), "load_s": round(loaded_s, 2),
            "messages_per_s": round(len(messages) / loaded_s), "rss_mib": round(rss / 2**20, 1),
            "all_told_of_a_change_s": round(told_s, 2), "told_per_s": round(organisations / told_s),
            "queries_per_s": round(len(ids) / asked_s)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--enterprises", type=int, default=11000)
    parser.add_argument("--organisations", type=int, default=1000000)
    parser.add_argument("--json")
    options = parser.parse_args()
    with Town(enterprises=options.enterprises, load=False) as town:
        figures = {"over_the_bus": over_the_bus(town)}
        for daemon in town.daemons():
            daemon.stop()
        path = os.path.join(town.folder, "memberships.csv")
        os.chmod(town.folder, 0o755)
        figures["in_memory"] = in_memory(options.organisations, path)
        postgres_us = in_postgres(town, options.organisations, path)
    memory = figures["in_memory"]
    figures["postgres_recursive_us"] = round(postgres_us, 1)
    figures["postgres_to_eligibility"] = round(postgres_us / memory["eligibility_us"], 1)
    print(json.dumps(figures, indent=1))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(figures) + "\n")
    checks = [memory["all_paths_us"] < 20, memory["eligibility_us"] < 20, memory["bytes_each"] <= 700,
              figures["over_the_bus"]["load_s"] < 30]
    print(f"RESULT passed={sum(checks)} failed={len(checks) - sum(checks)} skipped=0")
    return 0 if all(checks) else 1


if __name__ == "__main__":
    sys.exit(main())
