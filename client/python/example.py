#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The main job from outside, in Python: asks for help, waits for the price on billing's feed, accepts it.
Killed at any moment and started again it goes on where it was: whatever it has to remember is in one file.

    example.py PROFILE STATE_FILE ORGANISATION CONTACT [REQUESTS]"""
import json
import os
import sys
import time
import uuid

import entraide


class Job:
    """What is remembered: each request with its command's id, and the place in billing's feed."""

    def __init__(self, path, count):
        self.path = path
        self.kept = {"requests": [], "cursor": [0, 0, "00" * 32], "seen": []}
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                self.kept = json.load(file)
        while len(self.kept["requests"]) < count:
            self.kept["requests"].append({"command": str(entraide.new_id()), "decide": str(entraide.new_id())})
        self.save()

    def save(self):
        """All of it or nothing."""
        with open(self.path + ".new", "w", encoding="ascii") as file:
            json.dump(self.kept, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)

    @property
    def cursor(self):
        """The place after the last event that was dealt with."""
        epoch, seq, chain = self.kept["cursor"]
        return entraide.Cursor(epoch, seq, bytes.fromhex(chain))


def submit(bus, job, organisation, contact):
    """Every request under the id it was given first: once, however often this is run."""
    for request in job.kept["requests"]:
        if "id" not in request:
            taken = bus.send("intake.request.submit", {
                "source_ref": "example-" + request["command"], "organisation": organisation,
                "contact": contact, "text": "Nous cherchons de l'aide pour nos statuts.",
                "needs": [{"service": "legal.advice"}]}, id=uuid.UUID(request["command"]), timeout_s=60)
            request["id"] = str(taken["id"])
            job.save()
            print("request", request["id"], flush=True)


def accept(bus, request, event):
    """The plan with its price, by its first quote; a later one has another price and is another decision.
    Billing has told it; matcher answers once it has read that too."""
    quote = event["data"]
    try:
        bus.send("matcher.plan.decide", {
            "plan": quote["plan"], "version": quote["version"], "quote": quote["id"], "decision": "accept",
            "not_to_exceed_cents": quote["total_cents"]}, id=uuid.UUID(request["decide"]), timeout_s=60,
            seen=[{"service": "billing", "seq": event["seq"]}])
        request["outcome"] = "accepted"
    except entraide.Refused as refusal:
        request["outcome"] = f"refused {refusal.code}"
    print(request["outcome"], request["id"], flush=True)


def main(profile, path, organisation, contact, count="1"):
    """Until every request has its outcome."""
    bus = entraide.Bus.open(profile)
    job = Job(path, int(count))
    submit(bus, job, uuid.UUID(organisation), uuid.UUID(contact))
    waiting = {request["id"]: request for request in job.kept["requests"] if "outcome" not in request}
    if not waiting:
        return
    for event, cursor in bus.follow("billing", job.cursor, types=["billing.quote.issued"]):
        request = waiting.get(str(event["data"].get("request")))
        if request:
            accept(bus, request, event)
            del waiting[request["id"]]
        job.kept["seen"].append(cursor.seq)
        job.kept["cursor"] = [cursor.epoch, cursor.seq, cursor.chain.hex()]
        job.save()  # what was done and how far the feed is read: together
        if not waiting:
            break


if __name__ == "__main__":
    main(*sys.argv[1:])
