#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Requests keep coming while daemons and the database are killed: nothing acknowledged is lost, nothing
happens twice, and every unknown outcome can be settled.

    test_kill.py [--rounds N] [--seed S]      a round is 2,000 requests, 5 kills of each daemon, 2 of
                                              PostgreSQL
"""

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Reply, new_id
from cluster import SERVICES
from daemons import Town
from job import request_of
from journal import check_all
from story import equal, holds, stories_of, tell

PUBLISHERS = 8
REQUESTS, KILLS, DATABASE_STOPS = 2000, 5, 2
TWICE = 0.1
PAUSE_S = 0.3  # longest pause of a publisher between two requests
CALL_TIMEOUT_S = 4.0
DELIVERY_MAX = 32  # mails that the notifier has under way at most
SERVICES_ASKED = ("legal.advice", "accounting.bookkeeping", "web.site", "hr.policies",
                  "communications.plan", "finance.funding", "training.plan")


class Publisher(threading.Thread):
    """A portal that sends requests and remembers what it was told."""

    def __init__(self, town, number, count, seed):
        super().__init__(daemon=True)
        self.town, self.count = town, count
        self.random = random.Random(seed * 1000 + number)
        self.client = town.client(f"publisher-{number}")
        self.sent = {}  # command id -> source_ref
        self.told = {}  # command id -> Reply
        self.unknown = []
        self.twice = 0
        self.differing = []
        self.trouble = None

    def run(self):
        try:
            for _ in range(self.count):
                self.publish()
                time.sleep(self.random.random() * PAUSE_S)
        except Exception as error:  # told by the main thread, which waits for this one
            self.trouble = error

    def publish(self):
        """One request; one in ten is sent twice under its id."""
        contact = self.random.choice(self.town.sandbox.contacts)
        services = self.random.sample(SERVICES_ASKED, self.random.randint(1, 3))
        data = request_of(contact, services, consent=True)  # also where a network offers it itself
        message_id = new_id()
        self.sent[message_id] = data["source_ref"]
        frame = self.client.pack("intake.request.submit", data, message_id)
        copies = 2 if self.random.random() < TWICE else 1
        self.twice += copies - 1
        for _ in range(copies):
            answer = self.client.exchange("intake", frame, message_id, CALL_TIMEOUT_S)
            self.take(message_id, answer)

    def take(self, message_id, answer):
        """An answer, or none."""
        if answer is None:
            self.unknown.append(message_id)
            return
        reply = Reply(answer, "intake.request.submit")
        earlier = self.told.setdefault(message_id, reply)
        if earlier.frame != reply.frame:
            self.differing.append((earlier, reply))

    def resolve_all(self):
        """{id: Reply or None} of what had no answer."""
        found = {}
        for message_id in dict.fromkeys(self.unknown):
            found[message_id] = self.client.resolve("intake", message_id, "intake.request.submit")
        return found


class Killer:
    """Kills in random order at random moments, and starts again what has ended, as a supervisor does."""

    def __init__(self, town, seed, rounds):
        self.town = town
        self.random = random.Random(seed)
        self.plan = [service for service in SERVICES for _ in range(KILLS * rounds)]
        self.plan += ["postgresql"] * (DATABASE_STOPS * rounds)
        self.random.shuffle(self.plan)
        self.kills = Counter()
        self.restarts = 0

    def kill_next(self):
        """One kill of the plan."""
        victim = self.plan.pop()
        if victim == "postgresql":
            self.town.cluster.kill_immediate()
            time.sleep(self.random.random())
            self.town.cluster.start()
        elif self.town[victim].alive:
            self.town[victim].kill()
        else:
            self.plan.insert(0, victim)  # not up yet: later
            return
        self.kills[victim] += 1

    def supervise(self, duration_s):
        """Starts what has ended."""
        end = time.monotonic() + duration_s
        while time.monotonic() < end:
            for daemon in self.town.daemons():
                if not daemon.alive:
                    daemon.start()
                    self.restarts += 1
            time.sleep(0.05)

    def work(self, publishers, duration_s):
        """Spreads the kills over the time that publishing takes, and goes on until both are done."""
        pause_s = duration_s / len(self.plan)
        while self.plan or any(publisher.is_alive() for publisher in publishers):
            if self.plan:
                self.kill_next()
            self.supervise(2 * pause_s * self.random.random())


class Run:
    """What happened, for the stories."""

    def __init__(self, town, seed, rounds):
        self.town = town
        self.count = REQUESTS * rounds
        self.killer = Killer(town, seed, rounds)
        self.publishers = [Publisher(town, number, self.count // PUBLISHERS, seed)
                           for number in range(PUBLISHERS)]
        self.resolved = {}
        self.done = set()  # ids of requests

    def go(self):
        """Publishes and kills, then settles everything."""
        for publisher in self.publishers:
            publisher.start()
        self.killer.work(self.publishers, self.count / PUBLISHERS * PAUSE_S / 2)
        for daemon in self.town.daemons():
            if not daemon.alive:
                daemon.start()
        for daemon in self.town.daemons():
            daemon.wait_ready()

    def replies(self):
        """{command id: final Reply, None for never}."""
        final = {}
        for publisher in self.publishers:
            final.update(publisher.told)
        for message_id, reply in self.resolved.items():
            if message_id not in final:
                final[message_id] = reply
        return final


def count_by_root(town, service, *kinds):
    """{root: number of events of these types}."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return {root: int(count) for root, count in town.rows(
        service, f"SELECT root, count(*) FROM event WHERE type IN ({listed}) GROUP BY root")}


def story_under_fire(run):
    """2,000 requests by 8 publishers, 10 % of them sent twice, while every daemon is killed at least five
    times and PostgreSQL is stopped immediately twice."""
    run.go()
    troubles = [publisher.trouble for publisher in run.publishers if publisher.trouble]
    equal(troubles, [], "trouble of publishers")
    holds(all(run.killer.kills[service] >= KILLS for service in SERVICES), f"{run.killer.kills}")
    holds(run.killer.kills["postgresql"] >= DATABASE_STOPS, f"{run.killer.kills}")
    sent = sum(len(publisher.sent) for publisher in run.publishers)
    equal(sent, run.count, "requests sent")
    twice = sum(publisher.twice for publisher in run.publishers)
    holds(twice > run.count * TWICE / 2, f"{twice} sent twice")


def story_same_answer(run):
    """Who sent twice got the same reply twice, byte for byte."""
    equal([pair for publisher in run.publishers for pair in publisher.differing], [])


def story_resolved(run):
    """Every unknown outcome is settled by resolve: known with its reply, or never."""
    for publisher in run.publishers:
        run.resolved.update(publisher.resolve_all())
    for publisher in run.publishers:
        for message_id, reply in publisher.told.items():
            if message_id in run.resolved:
                equal(run.resolved[message_id].frame, reply.frame, "resolve of what was told")
    final = run.replies()
    sent = {message_id for publisher in run.publishers for message_id in publisher.sent}
    equal(set(final), sent, "commands without a final outcome")
    bad = [reply for reply in final.values() if reply and not reply.done]
    equal(bad, [], "refused or failed requests")
    run.done = {reply.data["id"] for reply in final.values() if reply}


def story_settled(run):
    """Afterwards everything flows: cursors equal heads, every mail has left, nothing is parked."""
    run.town.settle(90)
    for service, status in run.town.statuses().items():
        equal(status["parked"], 0, service)


def story_no_loss(run):
    """Intake holds exactly the acknowledged requests: none lost, none double, none that was never."""
    stored = [row[0] for row in run.town.rows("intake", "SELECT id FROM request")]
    equal(len(stored), len(set(stored)))
    equal(set(stored), run.done)
    known = {row[0] for row in run.town.rows("intake", "SELECT source_ref FROM request")}
    never = [publisher.sent[message_id] for publisher in run.publishers
             for message_id in publisher.sent if run.replies()[message_id] is None]
    equal([source_ref for source_ref in never if source_ref in known], [], "never, yet stored")


def story_one_plan(run):
    """Every acknowledged request has exactly one plan or one unmet, and one quote for a plan."""
    plans = count_by_root(run.town, "matcher", "matcher.plan.proposed", "matcher.plan.unmet")
    proposed = count_by_root(run.town, "matcher", "matcher.plan.proposed")
    quotes = count_by_root(run.town, "billing", "billing.quote.issued")
    equal(plans, {request: 1 for request in run.done}, "plans")
    equal(quotes, {request: 1 for request in proposed}, "quotes")


def story_one_message(run):
    """Every acknowledged request has one message to its contact with one Message-ID; a mail that came
    again came under the same Message-ID, as often as attempts were under way at kills."""
    rows = run.town.rows("notifier", "SELECT request, count(*), count(DISTINCT recipient) FROM message"
                                     " GROUP BY request")
    equal({row[0]: row[1:] for row in rows}, {request: ["1", "1"] for request in run.done})
    attempts = {row[0].strip("<>"): (row[1], int(row[2])) for row in run.town.rows(
        "notifier", "SELECT message_id, request, attempts FROM message")}
    received = Counter(mail["message_id"] for mail in run.town.mails())
    equal(set(received), set(attempts), "Message-IDs received and written")
    for message_id, count in received.items():
        holds(count <= attempts[message_id][1], f"{message_id}: {count} times in {attempts[message_id]}")
    again = sum(received.values()) - len(received)
    stops = run.killer.kills["notifier"] + run.killer.kills["postgresql"]
    holds(again <= DELIVERY_MAX * stops, f"{again} mails again at {stops} stops")
    print(f"  {len(received)} mails, {again} of them again", flush=True)


def story_journals(run):
    """Journals have no gap, all chains verify, and each reader witnesses its producer's chain."""
    print("  events:", check_all(run.town), flush=True)


def main():
    """One town under fire."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    clients = {f"publisher-{number}": {"roles": ("portal",), "actors": ("system", "contact")}
               for number in range(PUBLISHERS)}
    with Town(clients=clients) as town:
        run = Run(town, options.seed, options.rounds)
        result = tell(stories_of(__name__), run)
        unknown = sum(len(publisher.unknown) for publisher in run.publishers)
        never = sum(reply is None for reply in run.replies().values())
        print(f"seed {options.seed}: kills {dict(run.killer.kills)}, restarts {run.killer.restarts}, "
              f"{len(run.done)} requests, {unknown} unknown outcomes, {never} never")
        return result


if __name__ == "__main__":
    sys.exit(main())
