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

from bus import Feed, answer_once, new_id
from cluster import SERVICES
from daemons import Town, wait_for
from job import asking, request_of, wait
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


def not_yet(reply, message_id, error):
    """No outcome, and a word when to come again."""
    equal((reply.re, reply.status, reply.error), (message_id, "error", error))
    holds(reply.retry_after_ms > 0, "when to ask again is said")


def story_decided_at_once(town, slow):
    """Who has read the quote in billing's feed and decides before the matcher has read it is told "not yet",
    and nothing is kept of it; the same message under the same id has its effect once the matcher knows. With
    `seen` any message waits for what led to it, whatever it is about."""
    slow.relays["matcher"] = relay = Relay(town["billing"].endpoint)
    town.route("matcher", "billing", [relay.endpoint])
    equal(town["matcher"].stop(), 0)
    town["matcher"].start()
    town["matcher"].wait_ready()
    town.settle()
    relay.to_client_s = 1.5
    portal, command, query = town.client(), new_id(), new_id()
    feed = Feed(portal, "billing")
    feed.read_all()
    request = portal.need("intake.request.submit", request_of(asking(town)))["id"]
    told = wait(lambda: next((event for event in feed.read_all() if event["type"] == "billing.quote.issued"
                              and event["root"] == request), None), "the quote")
    quote, seen = told["data"], [{"service": "billing", "seq": told["seq"]}]
    decide = {"plan": quote["plan"], "version": quote["version"], "quote": quote["id"],
              "decision": "accept", "not_to_exceed_cents": quote["total_cents"]}
    not_yet(answer_once(portal, "matcher.plan.decide", decide, command), command, "E_QUOTE_AWAITED")
    not_yet(answer_once(portal, "matcher.plan.decide", decide, command, seen=seen), command, "E_AFTER")
    plan = {"request": request}
    not_yet(answer_once(portal, "matcher.plan.get", plan, query, seen=seen), query, "E_AFTER")
    reply = answer_once(portal, "matcher.plan.get", plan, query)
    equal((reply.status, reply.data.get("quote")), ("done", None), "without seen it says what it knows")
    ahead = [{"service": "notifier", "seq": 10 ** 9}]
    equal(answer_once(portal, "matcher.plan.get", plan, query, seen=ahead).status, "done",
          "of a feed that it does not read nothing is asked")
    kept = town.rows("matcher", f"SELECT count(*) FROM command WHERE id = '{command}'")
    equal(kept, [["0"]], "nothing is kept of what was not yet")
    holds(portal.call("matcher.plan.decide", decide, id=command).done, "the same message, later")
    equal(portal.need("matcher.plan.get", plan, seen=seen)["quote"], quote["id"])
    reply = portal.call("matcher.plan.decide", {**decide, "quote": new_id()})
    equal((reply.status, reply.error), ("refused", "E_PLAN_VERSION"), "another quote than the one there is")
    relay.to_client_s = 0.0
    feed.close()


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
