#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The matcher is killed between a decision and its offers, and while it takes back what somebody had: in the
end every decision has had its effect, once.

    test_decisions.py [--rounds N] [--seed S]      a round is six decisions, each with a kill
"""

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town
from job import asking, decision, events_of, offers_of, plan_of, request_of, wait, wait_plan
from journal import check_all
from story import equal, holds, stories_of, tell

DECISIONS = 6
KILL_WITHIN_S = 0.03  # a decision, its quote and its offers take about as long
LAW = "legal.advice"


def proposed(town, number):
    """A request for two services with its quote: (request, plan)."""
    other = next(code for code in sorted(town.sandbox.rates) if code != LAW)
    data = request_of(asking(town, number), (LAW, other))
    request = town.client().need("intake.request.submit", data)["id"]
    return request, wait_plan(town.client(), request)


def while_killed(town, pause_s, call):
    """What the call answers while the matcher is killed a moment from now, and started again. (The daemon is
    started from this thread: it ends with the thread that started it.)"""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()
    time.sleep(pause_s)
    town["matcher"].kill()
    town["matcher"].start()
    town["matcher"].wait_ready()
    thread.join()
    holds(answers, "an answer")
    return answers[0]


def decide(town, plan, data, pause_s):
    """The decision is sent under one id until it is answered, while the matcher is killed."""
    message, client = new_id(), town.client()

    def send():
        return client.call("matcher.plan.decide", data, id=message, timeout_s=60)
    reply = while_killed(town, pause_s, send)
    equal((reply.status, send().frame), ("done", reply.frame), f"decision on {plan['id']}")


def check_offers(town, request, needs):
    """Each need has exactly one offer, and the plan was accepted once."""
    operator = town.client()
    wait(lambda: len(offers_of(operator, request)) == len(needs) and
         plan_of(operator, request)["state"] == "accepted", f"the offers of {request}", 30)
    equal(Counter(offer["need"] for offer in offers_of(operator, request)), Counter(needs))
    equal(len(events_of(town, "matcher", request, "matcher.plan.accepted")), 1, "accepted once")


def story_decisions(town, options):
    """All of a plan, or one of its needs, is accepted while the matcher dies: each need gets one offer."""
    chance = random.Random(options.seed)
    for number in range(options.rounds * DECISIONS):
        request, plan = proposed(town, number)
        needs = [need["need"] for need in plan["needs"]]
        if number % 2:
            needs = needs[:1]
        data = {**decision(plan), "accepted_needs": needs}
        decide(town, plan, data, chance.random() * KILL_WITHIN_S)
        check_offers(town, request, needs)


def story_leaving(town, options):
    """Whoever has the most offers leaves, and the matcher dies while it takes them back: none stays open."""
    chance = random.Random(options.seed)
    operator = town.client()
    busy = Counter(row[0] for row in town.rows(
        "matcher", "SELECT professional FROM assignment WHERE state IN (0, 1)"))
    person, count = busy.most_common(1)[0]
    holds(count > 1, "several offers")
    gone = {**town.sandbox.professionals[person], "status": "ended"}
    while_killed(town, chance.random() * KILL_WITHIN_S,
                 lambda: operator.call("matcher.professional.put", gone, timeout_s=60))
    wait(lambda: not town.rows("matcher", "SELECT 1 FROM assignment WHERE state IN (0, 1)"
                               f" AND professional = '{person}'"), "the last of their offers", 30)
    wrong = town.rows("matcher", "SELECT count(*) FROM assignment WHERE held <> (state IN (0, 1))")
    equal(wrong, [["0"]], "minutes held")


def story_journals(town):
    """The journals have no gap, and everybody has read all of them."""
    town.settle()
    check_all(town)


def main():
    """One town."""
    parser = argparse.ArgumentParser(description="see the top of this file")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Town() as town:
        return tell(stories_of(__name__), town, options)


if __name__ == "__main__":
    sys.exit(main())
