#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A thousand commands of advisers, contacts, networks and professionals in random order leave no illegal
state: every answer and every change is compared with a small model of the tables, written apart from them.

usage: test_requests_random.py [--rounds N] [--seed N]"""

import argparse
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import id_bytes, new_id
from daemons import Town
from job import answer, asking, decision, request_of
from story import equal, holds, tell

ACTORS = ("system", "contact", "adviser", "professional", "network", "operator")
CONTACTS = {"system", "contact", "adviser", "operator"}
DESK, RUNNING = ("flagged", "triage", "awaiting_info", "reopened"), \
    ("received", "planned", "unmet", "accepted", "in_progress")
STATES = (*DESK, *RUNNING, "declined", "completed", "withdrawing", "withdrawn", "not_eligible")

# ---- the model: what a command does to a request, and who may send it ----

COMMANDS = {
    "ask": ({"triage": "awaiting_info", "reopened": "awaiting_info"}, {"adviser"}),
    "answer": ({"awaiting_info": "triage"}, CONTACTS),
    "confirm": ({"triage": "received", "reopened": "received"}, {"adviser"}),
    "grant": ({"flagged": "received"}, {"adviser"}),
    "refuse": ({"flagged": "not_eligible"}, {"adviser"}),
    "membership": ({"flagged": "triage"}, {"network", "operator"}),
    "suggest": ({state: state for state in (*DESK, *RUNNING)}, {"adviser", "professional"}),
    "add": ({state: state for state in (*DESK, *RUNNING)}, CONTACTS),
    "remove": ({state: state for state in (*DESK, *RUNNING)}, CONTACTS),
    "dry": ({state: state for state in (*DESK, *RUNNING)}, CONTACTS),
    "withdraw": ({**{state: "withdrawn" for state in DESK},
                  **{state: "withdrawing" for state in RUNNING}}, CONTACTS),
    "reopen": ({"completed": "reopened"}, CONTACTS),
}
# What the matcher's news may do meanwhile, one step.
NEWS = {
    "received": {"planned", "unmet", "in_progress", "completed"},
    "planned": {"accepted", "declined", "unmet", "in_progress", "completed"},
    "unmet": {"planned", "declined", "in_progress", "completed"},
    "accepted": {"planned", "unmet", "declined", "in_progress", "completed"},
    "in_progress": {"completed", "declined"},
    "withdrawing": {"withdrawn"},
}
NEED_STEPS = {
    "suggested": {"confirmed", "refused", "cancelled", "active", "done", "closed"},
    "confirmed": {"refused", "cancelled", "active", "done", "closed"},
    "active": {"refused", "cancelled", "done", "closed"},
    "done": {"active", "closed"},
    "refused": set(), "cancelled": set(), "closed": set(),
}
# Why a command that the state and the actor allow may still be refused, beside a newer revision.
REASONS = {"add": {"E_FIELD_TWICE", "E_NEEDS_FULL"}, "suggest": {"E_FIELD_TWICE", "E_NEEDS_FULL"},
           "remove": {"E_NO_NEEDS", "E_STATE", "E_NOT_FOUND"}, "answer": {"E_NOT_FOUND"},
           "dry": {"E_NO_NEEDS", "E_STATE", "E_NOT_FOUND"}, "reopen": {"E_NOT_CLOSED"}}


def reachable(steps, start):
    """All that news may lead to, the start too."""
    found, ends = {start}, [start]
    while ends:
        fresh = steps.get(ends.pop(), set()) - found
        found |= fresh
        ends += fresh
    return found


class Crowd:
    """Everybody at once, and what was seen of each request last."""

    def __init__(self, town, seed):
        self.town, self.client, self.random = town, town.client(), random.Random(seed)
        self.seen, self.needs, self.counts = {}, {}, {"done": 0, "refused": 0, "raced": 0, "matcher": 0}
        self.services = sorted(town.sandbox.rates)
        self.network = None

    # ---- looking ----

    def look(self, request):
        """The request now; checks that it came here by steps that the model knows."""
        now = self.client.need("intake.request.get", {"id": request})
        before = self.seen.get(request)
        if before:
            holds(now["state"] in reachable(NEWS, before["state"]), f"{before['state']} -> {now['state']}")
            holds(now["rev"] >= before["rev"], "the revision never goes back")
        self.look_at_needs(request, now)
        self.seen[request] = now
        return now

    def look_at_needs(self, request, now):
        """Every need went on by its own steps, none vanished, and what is open is never empty."""
        states = {need["id"]: need.get("state", "confirmed") for need in now["needs"]}
        for need, state in self.needs.get(request, {}).items():
            holds(state == states[need] or states[need] in reachable(NEED_STEPS, state),
                  f"need {state} -> {states[need]}")
        self.needs[request] = states
        living = [state for state in states.values() if state not in ("refused", "cancelled", "closed")]
        if now["state"] in (*DESK, *RUNNING):
            holds(living, f"a {now['state']} request has an open need")
        if now["state"] in ("completed", "not_eligible"):
            equal(living, [], now["state"])
        holds(len(living) <= 15, "fifteen at most")
        asked = [one for one in now.get("questions", []) if not one.get("answered_at_us")]
        equal(len(asked), 1 if now["state"] == "awaiting_info" else len(asked) and
              (now["state"] == "withdrawn"), f"open questions of a {now['state']} request")

    # ---- acting ----

    def submit(self):
        """A new request, first of a known organisation, then of that or of a sketch."""
        services = self.random.sample(self.services, self.random.randint(1, 3))
        data = request_of(asking(self.town, self.random.randrange(60)), services)
        if self.network and self.random.random() < 0.4:
            data = {"source_ref": new_id(), "needs": data["needs"], "sketch": {
                "name": f"Neuve {new_id()}", "region": "ca.qc.montreal", "contact_name": "Ana Neuve",
                "contact_email": "ana@neuve.example", "language": "fr"}}
        taken = self.client.need("intake.request.submit", data)
        equal(taken["state"], "flagged" if "sketch" in data else "triage")
        if "sketch" not in data:
            self.network = taken["eligibility"]["path"][-2]["organisation"]
        self.look(taken["id"])

    def data_of(self, command, now):
        """(type, data) of a command about the request as it was seen."""
        request, rev = now["id"], {"expected_rev": now["rev"]}
        service = self.random.choice(self.services)
        needs = [need["id"] for need in now["needs"]]
        questions = [one["id"] for one in now.get("questions", []) if not one.get("answered_at_us")]
        return {
            "ask": ("intake.request.ask", {"id": request, "text": "Combien ?", **rev}),
            "answer": ("intake.request.answer", {"id": request, "text": "Douze.", **rev,
                                                 "question": (questions or [new_id()])[0]}),
            "confirm": ("intake.request.confirm", {"id": request, **rev}),
            "grant": ("intake.exception.grant", {"request": request, "by_law": "art. 12",
                                                 "valid_to": "2999-12-31"}),
            "refuse": ("intake.exception.refuse", {"request": request, "by_law": "art. 11"}),
            "membership": ("intake.membership.confirm", {"request": request, "network": self.network}),
            "suggest": ("intake.need.suggest", {"request": request, "need": {"service": service},
                                                "reason": {"fr": "utile"}, "evidence": "visite", **rev}),
            "add": ("intake.request.update", {"id": request, "add": [{"service": service}], **rev}),
            "remove": ("intake.request.update", {"id": request, "remove": [self.random.choice(needs)],
                                                 **rev}),
            "dry": ("intake.request.update", {"id": request, "remove": [self.random.choice(needs)],
                                              "dry_run": True, **rev}),
            "withdraw": ("intake.request.withdraw", {"id": request, **rev}),
            "reopen": ("intake.request.reopen", {"id": request, "reason": "encore", **rev}),
        }[command]

    def choose(self, state):
        """A command: mostly one that is possible, and seldom one that ends the story."""
        names = sorted(name for name, (steps, _) in COMMANDS.items() if state in steps)
        if not names or self.random.random() < 0.3:
            return self.random.choice(sorted(COMMANDS))
        weights = [{"withdraw": 1, "refuse": 1, "confirm": 12, "reopen": 12}.get(name, 4) for name in names]
        return self.random.choices(names, weights)[0]

    def command(self, request, name=None):
        """Sends a command as anybody, and compares what happens with the model."""
        before = self.look(request)
        name = name or self.choose(before["state"])
        possible = self.random.random() < 0.8
        actor = self.random.choice(sorted(COMMANDS[name][1]) if possible else ACTORS)
        kind, data = self.data_of(name, before)
        reply = self.client.call(kind, data, actor={"kind": actor, "id": id_bytes(new_id())})
        steps, who = COMMANDS[name]
        state = before["state"]
        wanted = "E_STATE" if state not in steps else "E_NOT_FOR_ACTOR" if actor not in who else None
        if reply.done and wanted is None:
            self.counts["done"] += 1
            self.seen[request] = {**before, "state": steps[state]}
        elif not reply.done and (reply.error == wanted or
                                 (wanted is None and reply.error in REASONS.get(name, ()))):
            self.counts["refused"] += 1
        else:
            self.raced(request, before, f"{actor} {name} while {state}: {reply}, wanted {wanted}")
        self.look(request)

    def raced(self, request, before, words):
        """Only news that came in between may have made the answer another."""
        self.seen[request] = before
        now = self.client.need("intake.request.get", {"id": request})
        holds(now["rev"] > before["rev"], words)
        self.counts["raced"] += 1
        del self.seen[request]

    # ---- the matcher's side ----

    def decide(self, request):
        """The contact decides on the plan: accepts it, a part of it, or refuses."""
        reply = self.client.call("matcher.plan.get", {"request": request})
        if not reply.done or not reply.data.get("quote") or reply.data["state"] != "proposed":
            return
        plan = reply.data
        data = decision(plan, 100 * plan["quote_total_cents"],
                        "refuse" if self.random.random() < 0.1 else "accept")
        if data["decision"] == "accept" and len(plan["needs"]) > 1 and self.random.random() < 0.3:
            data["refused"] = [{"need": plan["needs"][0]["need"], "reason": "non"}]
        self.client.call("matcher.plan.decide", data)
        self.counts["matcher"] += 1

    def respond(self, request):
        """Professionals answer offers, finish needs; the contact confirms or disputes."""
        for offer in self.client.need("matcher.offer.list", {"request": request}).get("offers", []):
            need = {"request": request, "need": offer["need"]}
            if offer["state"] == "offered":
                word = "decline" if self.random.random() < 0.15 else "accept"
                self.client.call("matcher.offer.respond", answer(offer, word))
            elif offer["state"] in ("accepted", "finished"):
                self.client.call("matcher.need.finish", {**need, "professional": offer["professional"]})
                word = "dispute" if self.random.random() < 0.2 else "confirm"
                self.client.call(f"matcher.need.{word}", need)
            self.counts["matcher"] += 1

    def step(self):
        """Something happens to somebody."""
        requests = sorted(self.seen)
        if len(requests) < 4 or self.random.random() < 0.06:
            self.submit()
            return
        request = self.random.choice(requests[-12:])
        dice = self.random.random()
        if dice < 0.15:
            self.decide(request)
        elif dice < 0.35:
            self.respond(request)
        else:
            self.command(request)


def check_end(crowd):
    """All is quiet: nothing is parked, and nobody is held for what is over."""
    town = crowd.town
    town.settle()
    states = {request: crowd.look(request)["state"] for request in sorted(crowd.seen)}
    holds("withdrawing" not in states.values(), "every withdrawal has ended")
    for service in ("intake", "matcher", "billing", "notifier"):
        equal(crowd.client.need("parked.list", {}, service=service).get("stories", []), [], service)
    held = town.rows("matcher", "SELECT DISTINCT encode(uuid_send(plan.request), 'hex') FROM assignment "
                                "JOIN plan ON plan.id = assignment.plan WHERE assignment.state = 0")
    over = {id_bytes(request).hex() for request, state in states.items()
            if state in ("withdrawn", "not_eligible", "completed", "declined")}
    equal(over & {row[0] for row in held}, set(), "offers that are open for what is over")
    return states


def story_random(town, options):
    """Commands in random order by anybody change only what the tables allow, and say why not."""
    crowd = Crowd(town, options.seed)
    for _ in range(options.rounds):
        crowd.step()
    states = check_end(crowd)
    print(f"seed {options.seed}: {crowd.counts}; ends in {sorted(set(states.values()))}")
    holds(crowd.counts["raced"] < options.rounds / 10, "news seldom comes in between")
    holds(crowd.counts["done"] > options.rounds / 10, "a good part is possible")


def main():
    """One town in which advisers look at requests first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Town(settings={"intake": {"review": "adviser"}}) as town:
        return tell([story_random], town, options)


if __name__ == "__main__":
    sys.exit(main())
