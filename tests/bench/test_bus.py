#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Publishers beside bad neighbours: 1,000 connections, silent ones without a key that come again and again,
a reader that stops, a message that never ends, a client with ten times its rate, all at once. Quiet and
disturbed rounds alternate on one machine: only their ratio means anything.

    test_bus.py [--stopped-s 15] [--requests 2000] [--rounds 3] [--connections 1000] [--json FILE]

Fails when the publishers' p99 is above twice the quiet one, when a daemon is above 256 MiB at any time, or
when a neighbour is not treated as it should be."""
import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

from cluster import SERVICES  # noqa: E402
from daemons import BUILD, Town, wait_for  # noqa: E402

RATE = 100
GATE_P99, GATE_MIB = 2.0, 256
ENDLESS_BYTES_PER_S = 40_000_000  # what is left of two processors for the daemon under test
COUNTERS = {"rate": 'refused_total{reason="rate"}', "cut": 'refused_total{reason="memory"}'}


class Memory(threading.Thread):
    """The largest resident size of each daemon."""

    def __init__(self, town):
        super().__init__(daemon=True)
        self.town, self.stopped = town, False
        self.peak = {service: 0 for service in SERVICES}

    def run(self):
        while not self.stopped:
            for service in SERVICES:
                self.peak[service] = max(self.peak[service], self.town[service].resident_bytes())
            time.sleep(0.05)

    def mib(self):
        """So far."""
        return {service: round(size / 2**20, 1) for service, size in self.peak.items()}


class Neighbour:
    """A process of neighbour.py, at a low priority so that it burdens the daemon and not the processor."""

    def __init__(self, town, kind, **know):
        keys, address = town.client_keys[kind], town.addresses()["intake"]
        know.update(public=keys.public, secret=keys.secret, endpoint=address.endpoints[0], server=address.key)
        self.process = subprocess.Popen(
            ["nice", "-n", "10", sys.executable, str(HERE / "neighbour.py"), kind, json.dumps(know)],
            text=True, stdout=subprocess.PIPE, bufsize=1)
        self.said = []
        threading.Thread(target=self.hear, daemon=True).start()
        if not wait_for(lambda: self.last("ready"), 120, lambda: self.process.poll() is not None, 0.1):
            raise RuntimeError(f"{kind} is not ready: {self.said}")

    def hear(self):
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def last(self, word):
        """What it said last with this word, or None."""
        return next((one for one in reversed(self.said) if one["word"] == word), None)

    def end(self):
        self.process.kill()
        self.process.wait()


class Bench:
    def __init__(self, town, options):
        self.town, self.options = town, options
        self.pairs = pathlib.Path(town.folder) / "pairs.txt"
        self.pairs.write_text("".join(f"{c['organisation']} {c['id']}\n" for c in town.sandbox.contacts))

    def publish(self, count):
        """Four publishers with four commands in flight each, as portals do."""
        keys = self.town.site.keys
        done = subprocess.run(
            [os.path.join(BUILD, "tests", "bench_publisher"), self.town["intake"].endpoint,
             keys["intake"].public, keys["operator"].secret_path, "4", "4", str(count), str(self.pairs)],
            capture_output=True, text=True, check=False)
        if not done.stdout.strip():
            raise RuntimeError(f"bench_publisher: {done.returncode} {done.stderr}")
        result = json.loads(done.stdout.splitlines()[-1])
        if result["acknowledged"] != count:
            raise RuntimeError(f"not all acknowledged: {result}")
        return result

    def settle(self):
        """So that a round does not pay for the one before."""
        self.town.settle(120)

    def neighbours(self):
        """All of them, at work."""
        more = {"crowd": {"count": self.options.connections}, "silent": {"count": 200}, "stopped": {},
                "endless": {"bytes_per_s": ENDLESS_BYTES_PER_S}, "greedy": {"rate": RATE}}
        return {kind: Neighbour(self.town, kind, **know) for kind, know in more.items()}

    def wake(self, reader, at):
        """The stopped reader goes on, and must miss nothing; publishers work until then."""
        while time.monotonic() < at:
            self.publish(200)
        reader.process.send_signal(signal.SIGCONT)
        if not wait_for(lambda: reader.last("again"), 60):
            raise RuntimeError(f"the reader does not come back: {reader.said}")
        again = reader.last("again")
        return {"events_meanwhile": again["seq"] - reader.last("ready")["seq"],
                "caught_up": again["seq"] >= again["head"]}

    def disturbed(self):
        """One round beside all neighbours: (what the publishers saw, how the neighbours fared)."""
        neighbours = self.neighbours()
        begin = time.monotonic()
        seen = self.publish(self.options.requests)
        wait_for(lambda: neighbours["endless"].last("cut"), 20)
        reader = self.wake(neighbours["stopped"], begin + self.options.stopped_s)
        fared = {"answered": neighbours["crowd"].last("ready")["answered"], "reader": reader,
                 "endless_cut": (neighbours["endless"].last("cut") or {"cuts": 0})["cuts"]}
        for one in neighbours.values():
            one.end()
        return seen, fared


def measure(bench):
    town, options = bench.town, bench.options
    bench.publish(2000)  # caches and plans of a system that has run for a while
    bench.settle()
    memory = Memory(town)
    memory.start()
    before = {name: town["intake"].metric(counter) for name, counter in COUNTERS.items()}
    quiet, disturbed, fared = [], [], []
    for _ in range(options.rounds):
        bench.settle()
        quiet.append(bench.publish(options.requests))
        bench.settle()
        seen, how = bench.disturbed()
        disturbed.append(seen)
        fared.append(how)
    names = ("ack_p50_us", "ack_p99_us", "rps")
    figures = {"quiet": {name: [one[name] for one in quiet] for name in names},
               "disturbed": {name: [one[name] for one in disturbed] for name in names},
               "neighbours": fared,
               "counted": {name: round(town["intake"].metric(counter) - before[name])
                           for name, counter in COUNTERS.items()}}
    memory.stopped = True
    figures["peak_mib"] = memory.mib()
    quiet_p99, disturbed_p99 = (statistics.median(figures[kind]["ack_p99_us"]) for kind in ("quiet", "disturbed"))
    figures["p99_us"] = {"quiet": quiet_p99, "disturbed": disturbed_p99,
                         "ratio": round(disturbed_p99 / quiet_p99, 2)}
    return figures


def judge(figures, options):
    """What does not hold, in words."""
    if figures["p99_us"]["ratio"] > GATE_P99:
        yield f"p99 is {figures['p99_us']['ratio']} times the quiet one"
    for service, mib in figures["peak_mib"].items():
        if mib > GATE_MIB:
            yield f"{service} had {mib} MiB"
    for how in figures["neighbours"]:
        if how["answered"] < options.connections:
            yield f"of {options.connections} connections {how['answered']} were answered"
        if not how["reader"]["caught_up"]:
            yield "the stopped reader did not catch up"
    if not figures["counted"]["cut"] or not all(how["endless_cut"] for how in figures["neighbours"]):
        yield "the endless message was not cut"
    if not figures["counted"]["rate"]:
        yield "the greedy client was never told to wait"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stopped-s", type=int, default=15)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--json")
    options = parser.parse_args()
    plain = {"roles": ("operator",)}
    clients = {"crowd": plain, "silent": plain, "stopped": plain, "endless": plain, "greedy": {**plain, "rate": RATE}}
    with Town(clients=clients) as town:
        figures = measure(Bench(town, options))
    print(json.dumps(figures, indent=1))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(figures) + "\n")
    problems = list(judge(figures, options))
    for problem in problems:
        print(f"failed: {problem}")
    print(f"RESULT passed={max(0, 6 - len(problems))} failed={len(problems)} skipped=0")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
