#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Order across feeds: what a slow feed brings late is waited for, and nothing is parked or missing.

    test_order.py [--delay SECONDS]        5 by default
"""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from cluster import SERVICES
from daemons import Town, wait_for
from job import request_of
from journal import check_all
from relay import Relay
from story import equal, holds, stories_of, tell

COUNT = 20
LATE = ("notifier", "billing")


class Slow:
    """intake's feed reaches the notifier and billing through relays; everything else goes straight."""

    def __init__(self, town, delay_s):
        self.town, self.delay_s = town, delay_s
        self.relays = {}
        self.requests = {}  # id: name of the organisation
        self.sent_at = 0.0

    def divert(self):
        """Restarts the readers with the relay in between."""
        for service in LATE:
            self.relays[service] = Relay(self.town["intake"].endpoint)
            self.town.route(service, "intake", [self.relays[service].endpoint])
            equal(self.town[service].stop(), 0)
            self.town[service].start()
        for service in LATE:
            self.town[service].wait_ready()

    def slow_down(self):
        """The delay grows by a part of the time that passes, so that no heartbeat seems to be missing."""
        step_s, delay_s = 0.1, 0.0
        while delay_s < self.delay_s:
            delay_s = min(self.delay_s, delay_s + step_s)
            for relay in self.relays.values():
                relay.to_client_s = delay_s
            time.sleep(1.5 * step_s)


def count_events(town, service, kind, requests):
    """How many of the requests have such an event."""
    rows = town.rows(service, f"SELECT DISTINCT root FROM event WHERE type = '{kind}'")
    return len({row[0] for row in rows} & set(requests))


def story_relay(town, slow):
    """The notifier and billing read intake's feed through the relay as before."""
    slow.divert()
    town.settle()
    for service in LATE:
        holds(slow.relays[service].connections > 0, f"{service} goes through its relay")


def story_ahead(town, slow):
    """With intake's feed seconds late for billing and the notifier, organisations and people who have
    just come into being ask for help: the matcher plans at once, billing waits for what it must know."""
    slow.slow_down()
    operator = town.client()
    parent = town.sandbox.organisations[town.sandbox.contacts[0]["organisation"]]
    slow.sent_at = time.monotonic()
    for number in range(COUNT):
        organisation, contact = new_id(), new_id()
        name = f"Coopérative toute neuve {number}"
        operator.need("intake.organisation.put", {"id": organisation, "name": name, "kind": "coop",
                                                  "region": parent["region"], "language": "fr"})
        operator.need("intake.membership.put", {"id": new_id(), "child": organisation,
                                                "parent": parent["id"], "valid_from": "2024-01-01"})
        person = {"id": contact, "organisation": organisation}
        operator.need("intake.contact.put", {**person, "name": f"Personne Neuve {number}",
                                             "email": f"neuve{number}@neuve.example", "language": "fr"})
        slow.requests[operator.need("intake.request.submit", request_of(person))["id"]] = name
    holds(wait_for(lambda: count_events(town, "matcher", "matcher.plan.proposed",
                                        slow.requests) == COUNT, slow.delay_s - 1), "plans at once")
    equal(count_events(town, "billing", "billing.quote.issued", slow.requests), 0, "quotes so soon")


def story_complete(town, slow):
    """After the delay every quote and every mail is there, with the names that came late."""
    holds(wait_for(lambda: count_events(town, "billing", "billing.quote.issued",
                                        slow.requests) == COUNT, 3 * slow.delay_s), "all quotes")
    took_s = time.monotonic() - slow.sent_at
    holds(took_s >= slow.delay_s - 1, f"quotes after {took_s:.1f} s: the delay was in force")
    holds(wait_for(lambda: len(town.mails()) >= COUNT, 3 * slow.delay_s), "all mails")
    for relay in slow.relays.values():
        relay.to_client_s = 0.0
    town.settle(60)
    subjects = sorted(mail["subject"].rsplit("– ", 1)[-1] for mail in town.mails())
    equal(subjects, sorted(slow.requests.values()))
    greetings = [mail["body"] for mail in town.mails()]
    holds(all("Personne Neuve" in body for body in greetings), "names in the greetings")


def story_nothing_parked(town):
    """Nothing is parked anywhere, and no reader was told that its feed diverged."""
    for service in SERVICES:
        status = town.statuses()[service]
        equal(status["parked"], 0, service)
        equal([up.get("trouble", "") for up in status.get("upstreams", [])],
              [""] * len(status.get("upstreams", [])), service)
    equal(town["billing"].metric('billing_total{what="late_transitions"}'), 0, "late for billing")
    check_all(town)


def main():
    """One town with two slow ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=5.0)
    with Town() as town:
        slow = Slow(town, parser.parse_args().delay)
        result = tell(stories_of(__name__), town, slow)
        for relay in slow.relays.values():
            relay.close()
        return result


if __name__ == "__main__":
    sys.exit(main())
