#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Keys in operation: a rotation loses nothing, a scope follows the memberships, every change is on the
trail."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Keys, Unknown, new_id
from cluster import SERVICES
from daemons import Town, program
from job import accept_all, asking, decision, offers_of, request_of, wait, wait_plan
from story import equal, holds, stories_of, tell

DONE, PROBLEM, USAGE, DATA, NO_INPUT, NOT_CREATED, REFUSED = 0, 1, 64, 65, 66, 73, 77
EFFECTIVE_WITHIN_S = 1.0
STREAM_S = 2.0


def keys(town, *words, code=DONE):
    """entraide keys on the town's registry: (output, errors)."""
    done = subprocess.run([program("entraide"), "keys", "--registry", town.site.registry, *words],
                          text=True, check=False, timeout=20, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    holds(done.returncode == code, f"keys {words}: {done.returncode}, wanted {code}: {done.stderr}")
    return done.stdout, done.stderr


def trail(town):
    """The lines of the trail, each verified here as the header of trail.h says."""
    lines, chain = [], bytes(32)
    with open(town.site.registry + ".trail", encoding="utf-8") as file:
        for line in file.read().splitlines():
            head, _, tail = line.partition(',"chain":"')
            chain = hashlib.sha256(chain + head.encode()).digest()
            equal(tail, chain.hex() + '"}', f"the chain of {line}")
            lines.append(json.loads(line))
    equal([line["n"] for line in lines], list(range(1, len(lines) + 1)))
    return lines


# ---- rotation ----

class Stream(threading.Thread):
    """Sends requests one after the other with whatever key is current, until it is told to stop; what is
    refused is sent again under the same id."""

    def __init__(self, town, name, pair):
        super().__init__(daemon=True)
        self.town, self.name_of_client = town, name
        self.pair, self.stopped = pair, False
        self.requests, self.failures = [], []

    def run(self):
        client, pair = None, None
        while not self.stopped:
            if pair is not self.pair:
                pair = self.pair
                client = self.town.client(self.name_of_client, pair)
            one, data = new_id(), request_of(asking(self.town, len(self.requests) % 20))
            try:
                reply = client.call("intake.request.submit", data, id=one, timeout_s=5)
            except Unknown as error:
                self.failures.append(str(error))
                continue
            if reply.done:
                self.requests.append((one, reply.data["id"]))
            else:
                self.failures.append(repr(reply))


def story_rotation(town):
    """During a rotation a stream of commands goes on with the old key, then with the new one: none is
    lost, none is refused, and at its end the old key is. The new key sees what the old one sent."""
    old, new = town.client_keys["portal-a"], Keys.new()
    stream = Stream(town, "portal-a", old)
    stream.start()
    time.sleep(STREAM_S / 2)
    keys(town, "rotate", "--overlap-minutes", "1", "--", "portal-a", new.public)
    client = town.client("portal-a", new)
    wait(lambda: client.call("status.get", service="intake").done, "the new key", 5)
    stream.pair = new
    time.sleep(STREAM_S / 2)
    stream.stopped = True
    stream.join(10)
    equal(stream.failures, [], "of the stream")
    holds(len(stream.requests) > 20, f"{len(stream.requests)} requests")
    for one, request in (stream.requests[0], stream.requests[-1]):
        equal(client.resolve("intake", one).code, 0, "what was answered under either key")
        equal(client.need("intake.request.get", {"id": request})["id"], request)
    entry = next(one for one in json.loads(keys(town, "list", "--json")[0])
                 if one["name"] == "portal-a")["keys"]
    equal((len(entry), entry[0][:40], entry[1]), (2, old.public, new.public))
    holds(entry[0][40:].startswith(" until 2"), entry[0])
    keys(town, "rotate", "--", "portal-a", Keys.new().public, code=REFUSED)


def story_end_of_a_key(town):
    """A key is refused from its end on, on an open connection too, although nobody touches the file."""
    old = town.client("portal-b")
    holds(old.call("status.get", service="billing").done, "the old key")
    new = Keys.new()
    keys(town, "rotate", "--", "portal-b", new.public)
    with open(town.site.registry, encoding="utf-8") as file:
        text = file.read()
    end = time.gmtime(time.time() + 2)
    mark = f"{town.client_keys['portal-b'].public} until "
    before, _, after = text.partition(mark)
    with open(town.site.registry + ".test", "w", encoding="utf-8") as file:
        file.write(before + mark + time.strftime("%Y-%m-%dT%H:%M:%SZ", end) + after[20:])
    os.replace(town.site.registry + ".test", town.site.registry)
    time.sleep(1)
    holds(old.call("status.get", service="billing").done, "until its end")
    wait(lambda: old.call("status.get", service="billing").error == "E_REVOKED", "its end", 3)
    holds(town.client("portal-b", new).call("status.get", service="billing").done, "the new one")
    _, errors = keys(town, "log", code=PROBLEM)
    holds("changed by other means" in errors, errors)
    another = Keys.new()
    keys(town, "rotate", "--overlap-minutes", "0", "--", "portal-b", another.public)
    equal(trail(town)[-2]["what"], "changed by other means")
    wait(lambda: town.client("portal-b", another).call("status.get", service="billing").done, "the third", 3)


# ---- scope ----

def network_of(town, organisation):
    """The organisation above."""
    return next(data["parent"] for kind, data in town.sandbox.messages("intake")
                if kind == "intake.membership.put" and data["child"] == organisation)


def membership(child, parent, **more):
    """A membership that holds today."""
    return {"id": more.pop("id", None) or new_id(), "child": child, "parent": parent,
            "valid_from": "2024-01-01", **more}


def code_of(client, kind, data):
    """What the call is answered, in a word."""
    reply = client.call(kind, data)
    return "done" if reply.done else reply.error


def answers_everywhere(town, client, story):
    """What each service answers about one story: {service: "done" or the error}."""
    questions = {"intake": ("intake.request.get", {"id": story["request"]}),
                 "matcher": ("matcher.plan.get", {"request": story["request"]}),
                 "billing": ("billing.engagement.get", {"request": story["request"]})}
    found = {service: code_of(client, *question) for service, question in questions.items()}
    told = client.need("notifier.message.list", {"request": story["request"]}).get("messages", [])
    found["notifier"] = "done" if told else "E_SCOPE"
    return found


def everywhere(word):
    """The same answer from each service."""
    return {service: word for service in SERVICES}


def staffed(town, contact):
    """A request that each service knows of."""
    operator = town.client()
    request = operator.need("intake.request.submit", request_of(contact))["id"]
    plan = wait_plan(operator, request)
    operator.need("matcher.plan.decide", decision(plan, 2 * plan["quote_total_cents"]))
    wait(lambda: offers_of(operator, request, "offered"), "offers")
    accept_all(operator, request)
    wait(lambda: operator.call("billing.engagement.get", {"request": request}).done, "the engagement")
    town.settle()
    return {"request": request, "organisation": contact["organisation"]}


def story_scope_follows_memberships(town):
    """A key for a network may act for what lies below it, in all four services: refused outside it,
    accepted when a membership leads there, on that membership's days only, refused when it ends."""
    operator = town.client()
    own = staffed(town, asking(town, 0))
    foreign_contact = next(contact for contact in town.sandbox.contacts if
                           network_of(town, contact["organisation"]) !=
                           network_of(town, own["organisation"]))
    foreign = staffed(town, foreign_contact)
    network = network_of(town, own["organisation"])
    town.clients["network"]["organisations"] = (network,)
    town.write_registry()
    time.sleep(EFFECTIVE_WITHIN_S)
    client = town.client("network")
    equal(answers_everywhere(town, client, own), everywhere("done"), "below the network")
    equal(answers_everywhere(town, client, foreign), everywhere("E_SCOPE"), "outside it")
    equal(code_of(client, "intake.request.submit", request_of(foreign_contact)), "E_SCOPE")

    tie = membership(foreign["organisation"], network)
    operator.need("intake.membership.put", tie)
    equal(code_of(client, "intake.eligibility.get", {"organisation": foreign["organisation"]}), "done",
          "at once where it is put")
    town.settle()
    equal(answers_everywhere(town, client, foreign), everywhere("done"), "by the new membership")
    holds(client.call("intake.request.submit", request_of(foreign_contact)).done, "it may act")

    today = date.today()
    operator.need("intake.membership.put", {**tie, "valid_to": str(today - timedelta(2))})
    town.settle()
    equal(answers_everywhere(town, client, foreign), everywhere("E_SCOPE"), "it has ended")
    operator.need("intake.membership.put", {**tie, "valid_from": str(today + timedelta(2))})
    town.settle()
    equal(answers_everywhere(town, client, foreign), everywhere("E_SCOPE"), "it has not begun")
    operator.need("intake.membership.put", {**tie, "status": "suspended"})
    town.settle()
    equal(answers_everywhere(town, client, foreign), everywhere("E_SCOPE"), "it is suspended")
    operator.need("intake.membership.put", tie)
    town.settle()
    for daemon in town.daemons():
        equal(daemon.stop(), 0)
    town.start_all()
    town.settle()
    equal(answers_everywhere(town, town.client("network"), foreign), everywhere("done"),
          "after a restart")


# ---- the trail ----

def story_trail(town):
    """Every change leaves a line: who, when, what, chained; a line changed, left out or cut off shows,
    and so does a registry that was edited by hand; nothing is added to a trail that does not verify."""
    key, path = Keys.new(), town.site.registry + ".trail"
    organisation = asking(town)["organisation"]
    keys(town, "authorize", "--role", "portal", "--organisation", organisation, "--rate", "50",
         "--actor", "contact", "--", "crm", key.public)
    last = trail(town)[-1]
    equal((last["what"], last["client"], last["key"], last["roles"], last["organisations"], last["rate"]),
          ("authorize", "crm", key.public, ["portal"], [organisation], 50))
    equal(last["uid"], os.getuid())
    with open(town.site.registry, "rb") as file:
        equal(last["after"], hashlib.sha256(file.read()).hexdigest())
    for words in (("--organisation", "x"), ("--rate", "-1"), ("--rate", "x")):
        keys(town, "authorize", *words, "--", "crm", key.public, code=USAGE)
    keys(town, "rotate", "--", "crm", key.public, code=DATA)
    keys(town, "rotate", "--", "nobody", Keys.new().public, code=NO_INPUT)
    equal(trail(town)[-1], last, "what failed leaves none")
    wait(lambda: town.client("crm", key).call("status.get", service="intake").error == "E_DENIED",
         "the new client", 5)
    keys(town, "revoke", "crm")
    equal((trail(town)[-1]["what"], trail(town)[-1]["client"]), ("revoke", "crm"))
    output, errors = keys(town, "log")
    equal((len(output.splitlines()), errors), (len(trail(town)), ""))
    equal([json.loads(line) for line in keys(town, "log", "--json")[0].splitlines()], trail(town))

    with open(path, encoding="utf-8") as file:
        good = file.read()
    lines = good.splitlines(keepends=True)
    for bad in (good.replace('"client":"crm"', '"client":"cra"'), "".join(lines[:-2] + lines[-1:]),
                "".join(lines[:-1]), good[:-1], good + "x\n"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(bad)
        keys(town, "log", code=PROBLEM)
    _, errors = keys(town, "authorize", "--role", "portal", "--", "crm", key.public, code=NOT_CREATED)
    holds("does not follow" in errors, errors)
    with open(path, "w", encoding="utf-8") as file:
        file.write(good)
    keys(town, "log")
    holds(os.stat(path).st_mode & 0o777 == os.stat(town.site.registry).st_mode & 0o666, "its mode")


def main():
    """One town with portals, and a network's own key."""
    portal = {"roles": ("operator",), "actors": ("system", "contact")}
    clients = {"portal-a": dict(portal), "portal-b": dict(portal),
               "network": {**portal, "organisations": ()}}
    with Town(clients=clients) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
