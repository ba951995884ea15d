#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The operator's desk: what a publisher did, how far its readers are, what time it is; and what a
publisher that has lost its outbox can learn."""

import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Feed, new_id
from cluster import REPOSITORY, SERVICES
from daemons import Town, program, wait_for
from job import asking, decision, request_of, wait, wait_plan
from story import equal, holds, stories_of, tell

DONE, USAGE, DATA, REFUSED = 0, 64, 65, 77
DAY_US = 86400 * 10 ** 6


def run(town, *words, code=DONE, data=""):
    """One run of the command with the operator's profile: (output, errors)."""
    done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), *words],
                          text=True, check=False, timeout=60, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    holds(done.returncode == code, f"{words}: {done.returncode}, wanted {code}: {done.stderr}")
    return done.stdout, done.stderr


def lines(text):
    """One JSON value a line."""
    return [json.loads(line) for line in text.splitlines()]


# ---- what a client did ----

def story_outbox(town):
    """A client that has lost its outbox learns page by page what it sent and what became of it: done,
    refused with number and path, never; of its own commands only."""
    portal, since_us = town.client("portal"), time.time_ns() // 1000 - 1000
    done = [portal.call("intake.request.submit", request_of(asking(town, n))).re for n in range(5)]
    refused = portal.call("intake.request.submit", request_of(asking(town), services=("no.such",)))
    holds(refused.error == "E_UNKNOWN_SERVICE", repr(refused))
    never = new_id()
    equal(portal.resolve("intake", never), None)
    town.client().need("intake.request.submit", request_of(asking(town)))
    found, after = [], None
    more = True
    while more:
        question = {"since_us": since_us, "limit": 3, **({"after": after} if after else {})}
        page = portal.need("command.list", question, service="intake")
        found += page["entries"]
        after, more = found[-1]["id"], page.get("more")
    equal([entry["id"] for entry in found], sorted([*done, refused.re, never]))
    verdicts = {entry["id"]: entry for entry in found}
    equal([(verdicts[one]["verdict"], verdicts[one]["type"]) for one in done],
          [("done", "intake.request.submit")] * 5)
    entry = verdicts[refused.re]
    equal((entry["verdict"], entry["code"], entry["path"]), ("refused", refused.code, refused.path))
    equal((verdicts[never]["verdict"], verdicts[never].get("type")), ("never", None))
    later = portal.need("command.list", {"since_us": time.time_ns() // 1000 + 10 ** 6}, service="intake")
    equal(later.get("entries", []), [])


def story_publisher(town):
    """`publisher show` tells a client's last commands with their verdicts, and the lag of its readers."""
    portal = town.client("portal")
    refused = portal.call("intake.request.submit", request_of(asking(town), services=("no.such",)))
    feed = Feed(portal, "intake")
    feed.read_all()
    output, _ = run(town, "publisher", "show", "portal", "--json", "--limit", "2")
    views = {view["service"]: view for view in lines(output)}
    equal(set(views), set(SERVICES))
    first = views["intake"]["commands"][0]
    equal((first["id"], first["verdict"], len(views["intake"]["commands"])), (refused.re, "refused", 2))
    reader = views["intake"]["readers"][0]
    equal((reader["consumer"], reader["sent_seq"]), ("portal", feed.seq))
    holds(wait_for(lambda: json.loads(run(town, "publisher", "show", "portal", "--json")[0].splitlines()[0])
                   ["readers"][0]["committed_seq"] == feed.seq, 3), "what it has committed")
    output, _ = run(town, "publisher", "show", "portal")
    for word in ("E_UNKNOWN_SERVICE", "intake.request.submit", "lag 0", refused.re):
        holds(word in output, f"{word} in {output}")
    equal(run(town, "publisher", "show", "nobody")[0], "")
    for words in (("publisher",), ("publisher", "show"), ("publisher", "show", "x", "--limit", "0")):
        run(town, *words, code=USAGE)
    feed.close()


# ---- listening ----

def story_listen_from_the_head(town):
    """`listen` from now begins at the head without reading what was before; its cursor is kept in a file,
    and the next run goes on there: nothing twice, nothing left out, after a kill at most twice."""
    path = os.path.join(town.folder, "places")
    head = town.client().need("status.get", service="intake")["head_seq"]
    output, _ = run(town, "listen", "intake", "--cursor", path, "--until-idle", "500", "--json")
    equal(output, "")
    with open(path, encoding="utf-8") as file:
        words = file.read().split()
    equal((words[0], int(words[2])), ("intake", head), "the place of the head")
    operator = town.client()
    sent = [operator.need("intake.request.submit", request_of(asking(town)))["id"] for _ in range(3)]
    options = ("listen", "intake", "--cursor", path, "--until-idle", "1000", "--json", "--type",
               "intake.request.received")
    equal([event["subject"] for event in lines(run(town, *options)[0])], sent)
    equal(run(town, *options)[0], "", "nothing twice")

    listener = subprocess.Popen([program("entraide"), "--config", town.site.profile_path("operator"),
                                 *options[:4], "--json", *options[-2:]], text=True, stdout=subprocess.PIPE)
    shown = []
    more = [operator.need("intake.request.submit", request_of(asking(town)))["id"] for _ in range(40)]
    for _ in range(20):
        shown.append(json.loads(listener.stdout.readline())["subject"])
    listener.send_signal(signal.SIGKILL)
    shown += [json.loads(line)["subject"] for line in listener.communicate()[0].splitlines()]
    rest = [event["subject"] for event in lines(run(town, *options)[0])]
    equal(sorted({*shown, *rest}), sorted(more), "nothing left out")
    equal(rest, more[len(more) - len(rest):], "in order")

    output, _ = run(town, "listen", "--from", "start", "--until-idle", "1500", "--json", "--subject", more[0])
    holds({"intake", "matcher", "billing"} <= {event["source"] for event in lines(output)}, output)
    holds(all(more[0] in (event.get("root"), event["subject"]) for event in lines(output)), output)
    with open(path, "w", encoding="utf-8") as file:
        file.write("intake 1 x\n")
    run(town, *options, code=DATA)
    run(town, "listen", "--subject", "x", code=USAGE)


# ---- triggers ----

def story_trigger(town):
    """`trigger` makes the services tell each event that it knows, by the commands that lead to it, and
    shows it; what it does not know it refuses with what there is."""
    with open(os.path.join(REPOSITORY, "client", "command", "trigger.def"), encoding="utf-8") as file:
        events = re.findall(r'^GOAL\("([a-z.]+)"', file.read(), re.M)
    for kind in events:
        event = json.loads(run(town, "trigger", kind)[0])
        equal(event["type"], kind)
    _, errors = run(town, "trigger", "intake.request.recieved", code=USAGE)
    holds("did you mean intake.request.received?" in errors, errors)
    run(town, "trigger", code=USAGE)


# ---- the clock ----

def clocks(town):
    """{service: microseconds}."""
    return {line["service"]: line["now_us"] for line in lines(run(town, "clock", "show", "--json")[0])}


def story_clock(town):
    """A sandbox's clock is moved forward in all services together, what becomes due happens at once, and it
    goes on from there after a restart; it never goes back."""
    operator = town.client()
    request = operator.need("intake.request.submit", request_of(asking(town)))["id"]
    plan = wait_plan(operator, request)
    before = clocks(town)
    run(town, "clock", "advance", "40d")
    after = clocks(town)
    for service in SERVICES:
        holds(40 * DAY_US <= after[service] - before[service] < 41 * DAY_US, f"{service} {after}")
    reply = operator.call("matcher.plan.decide", decision(plan))
    equal(reply.error, "E_QUOTE_EXPIRED")
    run(town, "clock", "set", "2026-01-01", code=REFUSED)
    reply = operator.call("clock.set", {"now_us": before["intake"]}, service="intake")
    equal((reply.error, reply.path), ("E_CLOCK", "data.now_us"))
    for daemon in town.daemons():
        equal(daemon.stop(), 0)
    town.start_all()
    town.settle()
    for service, now_us in clocks(town).items():
        holds(after[service] <= now_us < after[service] + DAY_US, f"{service} after a restart")
    for words in (("clock",), ("clock", "set"), ("clock", "set", "soon"), ("clock", "advance", "3x"),
                  ("clock", "show", "x")):
        run(town, *words, code=USAGE)


def story_clock_outside_a_sandbox(town):
    """Outside a sandbox the clock stays: the service refuses, and the command does not even ask."""
    daemon = town["billing"]
    equal(daemon.stop(), 0)
    town.write_config(daemon, sandbox="false")
    daemon.start()
    daemon.wait_ready()
    reply = town.client().call("clock.set", {"now_us": time.time_ns() // 1000 + 90 * DAY_US},
                               service="billing")
    equal((reply.error, reply.path), ("E_SANDBOX", "type"))
    _, errors = run(town, "clock", "advance", "1d", code=REFUSED)
    holds("billing is not a sandbox" in errors, errors)
    run(town, "trigger", "intake.request.received", code=REFUSED)
    wait(lambda: town.client().call("status.get", service="billing").done, "billing")


def main():
    """One town."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
