#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Commands about assignments in random order, beside a model: what the model allows is done and leads where it
says, all else is refused and changes nothing; in the end nothing is held that should not be.

    test_assignments.py [--rounds N] [--seed S]      a round is 400 commands about six requests
"""

import argparse
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from daemons import Town
from job import asking, decision, offers_of, plan_of, request_of, wait, wait_plan
from story import equal, holds, stories_of, tell

COMMANDS, REQUESTS = 400, 6
NO_LIMIT = 2 ** 63 - 1
LAW = "legal.advice"
# (state of the assignment, command): its state afterwards.
MODEL = {
    ("offered", "accept"): "accepted", ("offered", "decline"): "declined",
    ("accepted", "release"): "released", ("released", "wait"): "accepted",
    ("released", "replace"): "replaced", ("accepted", "finish"): "finished",
    ("disputed", "finish"): "finished", ("finished", "confirm"): "closed",
    ("disputed", "confirm"): "closed", ("finished", "dispute"): "disputed",
}
WORDS = sorted({word for _, word in MODEL})
OF_NEEDS = ("finish", "confirm", "dispute")
HOLDING = ("offered", "accepted", "released", "finished", "disputed", "closed")


def message_of(request, word, offer):
    """Type and data of the command about an assignment."""
    one = {"assignment": offer["assignment"]}
    who = {"professional": offer["professional"]}
    if word in ("accept", "decline"):
        return "matcher.offer.respond", {**one, **who, "response": word}
    if word == "release":
        return "matcher.assignment.release", {**one, **who}
    if word in ("wait", "replace"):
        return "matcher.release.decide", {**one, "choice": word}
    need = {"request": request, "need": offer["need"]}
    return f"matcher.need.{word}", {**need, **who} if word == "finish" else need


class Job:
    """A request under way, and what is known of its assignments."""

    def __init__(self, town, number):
        others = [code for code in sorted(town.sandbox.rates) if code != LAW]
        self.client = town.client()
        data = request_of(asking(town, number), (LAW, *others[:2]))
        self.request = self.client.need("intake.request.submit", data)["id"]
        plan = wait_plan(self.client, self.request)
        self.client.need("matcher.plan.decide", decision(plan, NO_LIMIT))

    def settle(self):
        """{assignment: offer} once the present version has its price and its offers."""
        wait(lambda: plan_of(self.client, self.request)["state"] in ("accepted", "staffed", "unmet"),
             "the next version")
        return {offer["assignment"]: offer for offer in offers_of(self.client, self.request)}

    def step(self, chance):
        """One command; what the model foresaw of it."""
        before = self.settle()
        offer, word = chance.choice(list(before.values())), chance.choice(WORDS)
        target = offer
        if word in OF_NEEDS:
            target = next((one for one in before.values()
                           if one["need"] == offer["need"] and one["state"] in HOLDING), None)
        foreseen = target and MODEL.get((target["state"], word))
        if word == "finish" and target and target["professional"] != offer["professional"]:
            foreseen = None
        kind, data = message_of(self.request, word, offer)
        reply = self.client.call(kind, data)
        equal(reply.status, "done" if foreseen else "refused", f"{word} when {target}")
        after = self.settle()
        for assignment, one in before.items():
            moved = foreseen and assignment == target["assignment"]
            equal(after[assignment]["state"], foreseen if moved else one["state"], assignment)
        return bool(foreseen)


def story_random_commands(town, options):
    """Hundreds of commands, most of them out of place: no step goes where the model does not."""
    chance = random.Random(options.seed)
    jobs = [Job(town, number) for number in range(REQUESTS)]
    done = sum(chance.choice(jobs).step(chance) for _ in range(options.rounds * COMMANDS))
    holds(done > options.rounds * COMMANDS // 20, f"only {done} commands were in place")


def story_nothing_is_left(town):
    """Minutes are held exactly by what is offered or accepted, a need has at most one holder, and what is in
    memory is what the tables say: explanations are the same after a restart."""
    wrong = town.rows("matcher", "SELECT count(*) FROM assignment WHERE held <> (state IN (0, 1))")
    equal(wrong, [["0"]], "minutes held")
    twice = town.rows("matcher", "SELECT need FROM assignment WHERE state IN (0, 1, 5, 7, 8, 9)"
                                 " GROUP BY need HAVING count(*) > 1")
    equal(twice, [], "needs with two holders")
    client = town.client()
    request = client.need("intake.request.submit", request_of(asking(town, REQUESTS)))["id"]
    need = wait_plan(client, request)["needs"][0]["need"]

    def explained():
        return [client.need("matcher.match.explain",
                            {"request": request, "need": need, "professional": person})
                for person in sorted(town.sandbox.professionals)]
    before = explained()
    town["matcher"].stop()
    town["matcher"].start()
    town["matcher"].wait_ready()
    equal(explained(), before)


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
