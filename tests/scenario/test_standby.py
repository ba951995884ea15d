#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A second instance of each daemon takes over from one that was killed or stands still."""

import os
import signal
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from cluster import SERVICES
from daemons import Town, wait_for
from job import request_of
from journal import check_all
from story import equal, holds, stories_of, tell

TAKEOVER_S = 10.0
EX_TEMPFAIL = 75


class Traffic(threading.Thread):
    """A portal that goes on sending, by the list of endpoints."""

    def __init__(self, town):
        super().__init__(daemon=True)
        self.client = town.client("portal")
        self.contacts = town.sandbox.contacts
        self.done, self.trouble = [], None
        self.stop = threading.Event()

    def run(self):
        try:
            while not self.stop.wait(0.05):
                contact = self.contacts[len(self.done) % len(self.contacts)]
                data = self.client.need("intake.request.submit", request_of(contact), timeout_s=30)
                self.done.append(data["id"])
        except Exception as error:  # told by the story that ends the traffic
            self.trouble = error


class Pairs:
    """Which instance of each service is the active one."""

    def __init__(self, town):
        self.town = town
        self.active = {service: 0 for service in SERVICES}
        self.traffic = Traffic(town)

    def first(self, service):
        """The active instance."""
        return self.town.instances[service][self.active[service]]

    def second(self, service):
        """The standby."""
        return self.town.instances[service][1 - self.active[service]]

    def swap(self):
        """The standbys have become the active ones."""
        for service in SERVICES:
            self.active[service] = 1 - self.active[service]

    def await_takeover(self):
        """{service: seconds until its standby served}."""
        start = time.monotonic()
        took = {}

        def look():
            for service in SERVICES:
                if service not in took and self.second(service).ready():
                    took[service] = time.monotonic() - start
            return len(took) == len(SERVICES)

        holds(wait_for(look, 2 * TAKEOVER_S), f"takeover: {took}")
        holds(all(seconds <= TAKEOVER_S for seconds in took.values()), f"takeover: {took}")
        words = ", ".join(f"{service} {seconds:.1f} s" for service, seconds in took.items())
        print(f"  takeover: {words}", flush=True)


def epochs(town):
    """{service: epoch of the last transaction}."""
    return {service: int(town.rows(service, "SELECT max(epoch) FROM journal")[0][0])
            for service in SERVICES}


def story_standing_by(town, pairs):
    """The second instance is live and not ready, and writes nothing."""
    for service in SERVICES:
        standby = pairs.second(service)
        holds(wait_for(lambda: "standing by" in standby.log(), 10), f"{standby.name} stands by")
        holds(standby.alive and not standby.ready(), f"{standby.name} does not serve")
        holds(pairs.first(service).ready(), f"{service} serves")
    equal(epochs(town), {service: 1 for service in SERVICES})


def story_asked(town, pairs):
    """Questions that memory answers, several a second and nothing else, do not make an active instance
    look dead to its standby: the database hears of it all the same."""
    operator = town.client()
    end = time.monotonic() + 6
    while time.monotonic() < end:
        town.statuses(operator)
        time.sleep(0.2)
    equal(epochs(town), {service: 1 for service in SERVICES})
    pairs.traffic.start()
    holds(wait_for(lambda: len(pairs.traffic.done) > 10, 10), "requests are taken")


def story_killed(town, pairs):
    """After SIGKILL of all four active instances, their standbys serve within 10 s."""
    for service in SERVICES:
        pairs.first(service).kill()
    pairs.await_takeover()
    equal(epochs(town), {service: 2 for service in SERVICES})
    for service in SERVICES:
        pairs.first(service).start()
    pairs.swap()


def story_stopped(town, pairs):
    """After SIGSTOP of all four active instances, their standbys serve within 10 s; those that stood
    still, continued, write nothing and exit."""
    count = len(pairs.traffic.done)
    holds(wait_for(lambda: len(pairs.traffic.done) > count + 10, 15), "requests are taken")
    for service in SERVICES:
        standby = pairs.second(service)
        holds(wait_for(lambda: standby.log().rstrip().endswith("another instance is active\"")
                       or "standing by" in standby.log().splitlines()[-1], 10),
              f"{standby.name} stands by: {standby.log()[-300:]}")
    stopped = {service: pairs.first(service) for service in SERVICES}
    for daemon in stopped.values():
        daemon.signal(signal.SIGSTOP)
    pairs.await_takeover()
    equal(epochs(town), {service: 3 for service in SERVICES})
    sizes = {service: len(daemon.log()) for service, daemon in stopped.items()}
    for daemon in stopped.values():
        daemon.signal(signal.SIGCONT)
    for service, daemon in stopped.items():
        equal(daemon.process.wait(15), EX_TEMPFAIL, f"exit code of {daemon.name}")
        holds("level=error" in daemon.log()[sizes[service]:], f"{daemon.name} says why it ends")
    pairs.swap()


def story_nothing_written(town):
    """No transaction of an old epoch follows one of a new: the stopped ones wrote nothing."""
    for service in SERVICES:
        found = [int(row[0]) for row in town.rows(service, "SELECT epoch FROM journal ORDER BY tx_no")]
        equal(found, sorted(found), service)
        equal(set(found), {1, 2, 3}, service)


def story_carried_on(town, pairs):
    """Clients and peers carried on by the list of endpoints: every acknowledged request has its plan, its
    quote and its mail, once."""
    count = len(pairs.traffic.done)
    holds(wait_for(lambda: len(pairs.traffic.done) > count + 10, 15), "requests are taken still")
    pairs.traffic.stop.set()
    pairs.traffic.join(60)
    equal(pairs.traffic.trouble, None)
    town.settle(60)
    done = set(pairs.traffic.done)
    holds(len(done) > 30, f"{len(done)} requests")
    stored = {row[0] for row in town.rows("intake", "SELECT id FROM request")}
    equal(stored, done)
    for service, kind in (("matcher", "matcher.plan.proposed"), ("billing", "billing.quote.issued")):
        found = Counter(row[0] for row in town.rows(
            service, f"SELECT root FROM event WHERE type = '{kind}'"))
        equal(found, Counter(done), kind)
    ids = Counter(mail["message_id"] for mail in town.mails())
    equal(len(ids), len(done), "distinct Message-IDs")
    for service, status in town.statuses().items():
        equal(status["parked"], 0, service)
    check_all(town)


def main():
    """One town with two instances of everything."""
    with Town(instances=2) as town:
        return tell(stories_of(__name__), town, Pairs(town))


if __name__ == "__main__":
    sys.exit(main())
