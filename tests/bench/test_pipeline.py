#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The whole pipeline (submit to queued message, four daemons) beside the limit of the same database and
beside a monolith, in one run on one machine: only the ratios mean anything.

    test_pipeline.py [--requests 12000] [--rounds 3] [--json FILE]

Fails when the pipeline is below twice the monolith (one transaction per request, an INSERT per table);
the one-statement form of the monolith is printed beside it."""
import argparse
import glob
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

import monolith  # noqa: E402
from cluster import REPOSITORY, SERVICES, postgres_program  # noqa: E402
from daemons import BUILD, Town  # noqa: E402

TOOLS = os.path.join(BUILD, "tests")
TABLES = {
    "intake": "request,need,event,journal,command",
    "matcher": "plan,plan_case,plan_price,event,journal",
    "billing": "quote,event,journal",
    "notifier": "message,words,journal",
}
GATE = 2.0
WINDOW = 56  # of 8 connections: together below the 512 that a client may have in flight, or a third are refused


class SilentServer:
    """Takes connections and says nothing: messages stay queued, as this benchmark wants them."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.kept = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            self.kept.append(self.socket.accept()[0])

    @property
    def port(self):
        return self.socket.getsockname()[1]


def tool(name, *arguments):
    """Runs a benchmark program; its last line is JSON."""
    done = subprocess.run([os.path.join(TOOLS, name), *map(str, arguments)], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise RuntimeError(f"{name}: {done.returncode} {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


class Bench:
    def __init__(self, town, requests):
        self.town, self.requests = town, requests
        self.folder = pathlib.Path(town.folder)
        self.pairs = self.folder / "pairs.txt"
        self.pairs.write_text("".join(f"{c['organisation']} {c['id']}\n" for c in town.sandbox.contacts))

    def publish(self, connections, window, count):
        keys = self.town.site.keys
        return tool("bench_publisher", self.town["intake"].endpoint, keys["intake"].public,
                    keys["operator"].secret_path, connections, window, count, self.pairs)

    def messages(self):
        return int(self.town.cluster.psql("notifier", "SELECT count(*) FROM message"))

    def pipeline(self):
        """Requests per second from the first submit until the last message is queued."""
        before, start = self.messages(), time.monotonic()
        sent = self.publish(8, WINDOW, self.requests)
        while self.messages() < before + sent["acknowledged"]:
            if time.monotonic() - start > 120:
                raise RuntimeError(f"{before + sent['acknowledged'] - self.messages()} messages are missing")
            time.sleep(0.1)  # each look costs a process
        return sent["acknowledged"] / (time.monotonic() - start)

    # ---- the same database without us ----

    def make_copy(self):
        """A database with the tables of all services, each in a schema of its name."""
        cluster = self.town.cluster
        cluster.psql("postgres", "CREATE ROLE bench_app")
        cluster.psql("postgres", "CREATE DATABASE bench")
        for service in SERVICES:
            files = sorted(glob.glob(f"{REPOSITORY}/services/runtime/schema/*.sql"))
            files += sorted(glob.glob(f"{REPOSITORY}/services/{service}/schema/*.sql"))
            text = "".join(pathlib.Path(path).read_text("utf-8") for path in files)
            cluster.psql("bench", f"CREATE SCHEMA {service}; SET search_path TO {service}, public;\n{text}\n"
                         "CREATE TABLE command_all PARTITION OF command DEFAULT;\n"
                         "CREATE SEQUENCE bench_seq START 1000000000;")

    def empty_copy(self):
        tables = ", ".join(f"{service}.{table}" for service, names in TABLES.items() for table in names.split(","))
        self.town.cluster.psql("bench", f"TRUNCATE {tables} CASCADE")

    def limit(self, batch, connections, services=SERVICES, requests=None):
        conninfo = self.town.cluster.conninfo
        self.empty_copy()
        return tool("bench_limit", conninfo("bench", "postgres"), batch, connections, requests or self.rows(),
                    *[f"{conninfo(s, 'postgres')}={s}={TABLES[s]}" for s in services])

    def rows(self):
        return int(self.town.cluster.psql("intake", "SELECT count(*) FROM request"))

    def monolith(self, write=monolith.transaction):
        self.empty_copy()
        return monolith.run(write(self.town.cluster), self.folder, postgres_program("pgbench"),
                            self.town.cluster.conninfo("bench", "postgres"))

    # ---- a daemon at rest ----

    def rest(self, seconds=5):
        """Resident MiB and share of one processor of each daemon with nothing to do."""
        ticks = os.sysconf("SC_CLK_TCK")

        def used(daemon):
            fields = pathlib.Path(f"/proc/{daemon.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / ticks
        before = {d.service: used(d) for d in self.town.daemons()}
        time.sleep(seconds)
        return {d.service: {"rss_mib": round(d.resident_bytes() / 2**20, 1),
                            "idle_cpu_percent": round(100 * (used(d) - before[d.service]) / seconds, 2)}
                for d in self.town.daemons()}


def measure(bench, rounds):
    figures = {"at_rest": bench.rest()}
    bench.publish(8, WINDOW, 2000)  # caches, plans and pages of a system that has run for a while
    bench.make_copy()
    pipeline, limits, monoliths, statements = [], [], [], []
    for _ in range(rounds):
        pipeline.append(bench.pipeline())
        monoliths.append(bench.monolith())
        statements.append(bench.monolith(monolith.one_statement))
        limits.append(bench.limit(500, 2)["rps"])
    figures["pipeline_rps"] = round(statistics.median(pipeline))
    figures["monolith_rps"] = round(statistics.median(monoliths))
    figures["monolith_one_statement_rps"] = round(statistics.median(statements))
    figures["limit_rps"] = round(statistics.median(limits))
    one = bench.publish(1, 1, 400)
    bare = bench.limit(1, 1, services=("intake",), requests=400)
    figures["acknowledgement"] = {"p50_us": one["ack_p50_us"], "p99_us": one["ack_p99_us"],
                                  "bare_commit_p50_us": bare["commit_p50_us"],
                                  "bare_commit_p99_us": bare["commit_p99_us"],
                                  "p50_ratio": round(one["ack_p50_us"] / bare["commit_p50_us"], 2)}
    figures["pipeline_to_monolith"] = round(figures["pipeline_rps"] / figures["monolith_rps"], 2)
    figures["pipeline_to_monolith_one_statement"] = round(
        figures["pipeline_rps"] / figures["monolith_one_statement_rps"], 2)
    figures["pipeline_to_limit"] = round(figures["pipeline_rps"] / figures["limit_rps"], 2)
    figures["rounds"] = {"pipeline": [round(x) for x in pipeline], "monolith": [round(x) for x in monoliths],
                         "monolith_one_statement": [round(x) for x in statements],
                         "limit": limits}
    figures["after_load"] = bench.rest()
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=12000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json")
    options = parser.parse_args()
    silent = SilentServer()
    settings = {"notifier": {"smtp_url": f"smtp://127.0.0.1:{silent.port}", "delivery_max": 1,
                             "attempt_timeout_ms": 600000}}
    with Town(settings=settings) as town:
        figures = measure(Bench(town, options.requests), options.rounds)
    print(json.dumps(figures, indent=1))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(figures) + "\n")
    passed = figures["pipeline_to_monolith"] >= GATE
    print(f"RESULT passed={int(passed)} failed={int(not passed)} skipped=0")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
