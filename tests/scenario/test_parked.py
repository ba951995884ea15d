#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Events that cannot be handled: they wait with their story, everybody else goes on; the operator mends the
cause and tries them again, or gives one up, and it can be seen who did."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from daemons import Town, program, wait_for
from job import asking, plan_of, request_of, wait, wait_plan
from story import equal, holds, stories_of, tell

DONE, USAGE, REFUSED = 0, 64, 77


def run(town, *words, code=DONE):
    """The lines of one run of `entraide parked` as JSON."""
    done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), "--json",
                           "parked", *words], text=True, check=False, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    holds(done.returncode == code, f"{words}: {done.returncode}, wanted {code}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def break_plans(town, organisation):
    """From now on the matcher's database refuses every plan for this organisation."""
    town.cluster.psql("matcher", "ALTER TABLE plan ADD CONSTRAINT broken"
                                 f" CHECK (organisation <> '{organisation}') NOT VALID")


def mend(town):
    """The cause is gone."""
    town.cluster.psql("matcher", "ALTER TABLE plan DROP CONSTRAINT broken")


def parked(town):
    """How many events wait in the matcher."""
    return town.client().need("status.get", service="matcher")["parked"]


def story_poison_command(town):
    """A command whose effect the database refuses twice is answered with E_POISON, and stays so."""
    rate = next(iter(town.sandbox.rates.values()))
    town.cluster.psql("billing", "ALTER TABLE rate ADD CONSTRAINT broken"
                                 " CHECK (hourly_cents <> 4711) NOT VALID")
    operator, command = town.client(), new_id()
    reply = operator.call("billing.rate.put", {**rate, "hourly_cents": 4711}, id=command)
    equal((reply.status, reply.error), ("error", "E_POISON"))
    town.cluster.psql("billing", "ALTER TABLE rate DROP CONSTRAINT broken")
    reply = operator.call("billing.rate.put", {**rate, "hourly_cents": 4711}, id=command)
    equal((reply.status, reply.error), ("error", "E_POISON"), "the same id: the same answer")
    operator.need("billing.rate.put", {**rate, "hourly_cents": 4711})
    operator.need("billing.rate.put", rate)


def story_replay(town):
    """A request that the matcher cannot plan waits, with what is said of it later; others are planned. Tried
    too early it waits on; once the cause is mended its story goes on in order, and later events just flow."""
    operator, contact = town.client(), asking(town, 0)
    break_plans(town, contact["organisation"])
    request = operator.need("intake.request.submit", request_of(contact))["id"]
    holds(wait_for(lambda: parked(town) == 1, 20), "its event waits")
    operator.need("intake.request.update", {"id": request, "answers": {"more": "encore"}})
    other = operator.need("intake.request.submit", request_of(asking(town, 1)))["id"]
    wait_plan(operator, other)
    waiting = run(town, "list", "matcher")
    holds(all(entry["origin"] == "intake" and entry["subject"] == request for entry in waiting), waiting)
    holds(waiting[0]["attempts"] == 2 and waiting[0]["reason"], waiting)
    first, count = waiting[0]["seq"], len(waiting)

    reply = operator.call("parked.replay", {"origin": "intake", "seq": 10 ** 9}, service="matcher")
    equal((reply.status, reply.error, reply.path), ("refused", "E_NOT_FOUND", "data.seq"))
    equal(operator.need("parked.replay", {"origin": "intake", "seq": first}, service="matcher")["waiting"], count)
    holds(wait_for(lambda: run(town, "list", "matcher")[0]["attempts"] == 3, 20), "the cause is still there")
    mend(town)
    run(town, "replay", "matcher", "intake", str(first))
    wait_plan(operator, request)
    holds(wait_for(lambda: parked(town) == 0, 20), "all of its story")
    equal(run(town, "list", "matcher"), [])
    ended = run(town, "list", "matcher", "--ended")
    equal([(one["seq"], one["end"], one["by"]) for one in ended],
          [(one["seq"], "replayed", "operator") for one in reversed(waiting)])
    town.settle()


def story_discard(town):
    """What is given up has no effect, for ever; the trail says who gave it up and why. The command
    `replay --all` takes what waits of every story."""
    operator, lost, late, third = town.client(), *(asking(town, number) for number in (2, 3, 4))
    town.cluster.psql("matcher", "ALTER TABLE plan ADD CONSTRAINT broken CHECK (organisation NOT IN"
                                 f" ('{lost['organisation']}', '{late['organisation']}',"
                                 f" '{third['organisation']}')) NOT VALID")
    requests = [operator.need("intake.request.submit", request_of(one))["id"] for one in (lost, late, third)]
    holds(wait_for(lambda: parked(town) == 3, 20), "all wait")
    mend(town)
    seqs = {entry["subject"]: entry["seq"] for entry in run(town, "list", "matcher")}
    reason = "planned by hand"
    run(town, "discard", "matcher", "intake", str(seqs[requests[0]]), "--reason", reason)
    run(town, "discard", "matcher", "intake", str(seqs[requests[0]]), "--reason", reason, code=REFUSED)
    left = operator.need("parked.discard", {"origin": "intake", "seq": seqs[requests[2]], "reason": "a test"},
                         service="matcher")
    equal(left.get("waiting", 0), 0)
    run(town, "replay", "matcher", "--all")
    wait_plan(operator, requests[1])
    wait(lambda: parked(town) == 0, "nothing waits")
    equal(plan_of(operator, requests[0]), None)
    ended = {one["subject"]: one for one in run(town, "list", "--ended")}
    equal((ended[requests[0]]["end"], ended[requests[0]]["by"], ended[requests[0]]["why"]),
          ("discarded", "operator", reason))
    equal(ended[requests[1]]["end"], "replayed")
    row = town.rows("matcher", f"SELECT octet_length(body) > 0 FROM parked_past WHERE why = '{reason}'")
    equal(row, [["t"]], "the event itself is kept")
    for words in ((), ("list", "nobody"), ("replay", "matcher"), ("replay", "matcher", "intake"),
                  ("replay", "matcher", "intake", "x"), ("discard", "matcher", "intake", "1"),
                  ("replay", "matcher", "intake", "1", "--reason", "x"), ("forget", "matcher", "intake", "1")):
        run(town, *words, code=USAGE)
    town.settle()


def main():
    """One town."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
