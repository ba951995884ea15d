#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The same main job by the clients in C, Python and Node, and by a client that has only the public documents:
killed in the middle and started again, each finishes with one outcome for each request."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

from cluster import REPOSITORY
from daemons import BUILD, Town
from job import asking, wait
from npm import MODULES, need_packages, node
from story import Skip, equal, holds, stories_of, tell

COUNT = 8
KILL_AFTER_LINES = (3, 4, 3)  # of the first runs: in the middle of submitting, then of accepting
CLIENT = os.path.join(REPOSITORY, "client")
ASYNCAPI = os.path.join(REPOSITORY, "proto", "asyncapi.yaml")


class Desk:
    """A town, and a folder for what the clients keep."""

    def __init__(self, town):
        self.town, self.contacts = town, iter(range(100))
        self.profile = town.site.profile_path("operator")

    def path(self, name):
        """A file of the test."""
        return os.path.join(self.town.folder, name)

    def contact(self):
        """A contact that nobody has used, so that its requests can be counted."""
        return asking(self.town, next(self.contacts))


def run_until(words, lines_max):
    """Runs the program and kills it after so many lines; its exit code when it ended before."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        for count, _ in enumerate(process.stdout, 1):
            if count == lines_max:
                process.kill()
        process.wait(60)
        return process.returncode


def run_killed(desk, words):
    """Three runs that are killed, one of them with intake killed too, and one to the end."""
    codes = [run_until(words, lines) for lines in KILL_AFTER_LINES[:1]]
    intake = desk.town["intake"]
    intake.kill()
    intake.start()
    codes += [run_until(words, lines) for lines in KILL_AFTER_LINES[1:]]
    holds(codes[0] == -9, f"the first run was killed: {codes}")
    done = subprocess.run(words, text=True, check=False, timeout=120, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    equal(done.returncode, 0, done.stderr)
    again = subprocess.run(words, text=True, check=False, timeout=120, stdout=subprocess.PIPE)
    equal((again.returncode, again.stdout), (0, ""), "nothing is left to do")


def check_requests(desk, contact, requests):
    """Each request is there once, and its plan is accepted."""
    equal(len(set(requests)), COUNT, "requests")
    client = desk.town.client()
    for request in requests:
        plan = wait(lambda one=request: client.need("matcher.plan.get", {"request": one}), "the plan")
        holds(plan["state"] in ("accepted", "staffed"), plan["state"])
    found = desk.town.rows("intake", f"SELECT id FROM request WHERE contact = '{contact['id']}'")
    equal(sorted(row[0] for row in found), sorted(requests), "the requests of intake")


def quotes_until(desk, seq):
    """The seq of each quote in billing's journal."""
    rows = desk.town.rows("billing", "SELECT seq FROM event WHERE type = 'billing.quote.issued' "
                                     f"AND seq <= {seq} ORDER BY seq")
    return [int(row[0]) for row in rows]


def check_kept(desk, contact, path):
    """What the examples in Python and Node keep."""
    with open(path, encoding="ascii") as file:
        kept = json.load(file)
    equal({request["outcome"] for request in kept["requests"]}, {"accepted"}, "outcomes")
    check_requests(desk, contact, [request["id"] for request in kept["requests"]])
    equal(kept["seen"], quotes_until(desk, kept["seen"][-1]), "each quote once, in order")


def python_words(desk, contact, path):
    """The example in Python."""
    return ["/usr/bin/python3", os.path.join(CLIENT, "python", "example.py"), desk.profile, path,
            contact["organisation"], contact["id"], str(COUNT)]


def node_words(desk, contact, path):
    """The example in Node."""
    need_packages()
    return ["node", os.path.join(node_folder(desk), "example.mjs"), desk.profile, path,
            contact["organisation"], contact["id"], str(COUNT)]


def c_words(desk, contact, path):
    """The example in C."""
    keys, site, key_path = desk.town.client_keys["operator"], desk.town.site, desk.path("c.key")
    with open(key_path, "w", encoding="ascii") as file:
        file.write(f'curve\n    public-key = "{keys.public}"\n    secret-key = "{keys.secret}"\n')
    services = [word for service in ("intake", "matcher", "billing")
                for word in (service, ",".join(site.endpoints(service)), site.keys[service].public)]
    return [os.path.join(BUILD, "tests", "entraide_example"), path, str(COUNT), key_path,
            contact["organisation"], contact["id"], *services]


def story_python(desk):
    """Python: every request has one outcome, every event is seen once."""
    contact, path = desk.contact(), desk.path("python.json")
    run_killed(desk, python_words(desk, contact, path))
    check_kept(desk, contact, path)


def node_folder(desk):
    """The client in Node beside the packages it needs."""
    folder = desk.path("node")
    if not os.path.exists(folder):
        shutil.copytree(os.path.join(CLIENT, "node"), folder, ignore=shutil.ignore_patterns("node_modules"))
        os.symlink(MODULES, os.path.join(folder, "node_modules"))
    return folder


def story_node(desk):
    """Node: every request has one outcome, every event is seen once."""
    contact, path = desk.contact(), desk.path("node.json")
    run_killed(desk, node_words(desk, contact, path))
    check_kept(desk, contact, path)


def check_text(desk, contact, path):
    """What the example in C keeps: requests, and how many events it counted up to its cursor."""
    with open(path, encoding="ascii") as file:
        text = file.read()
    check_requests(desk, contact, re.findall(r"^request \S+ \S+ (\S+) accepted$", text, re.M))
    _, seq, seen = re.search(r"^cursor (\d+) (\d+) (\d+) [0-9a-f]{64}$", text, re.M).groups()
    equal(seen, seq, "events seen, from the start")


def story_c(desk):
    """C: every request has one outcome; the cursor moved by one for each event, as often as one was seen."""
    contact, path = desk.contact(), desk.path("c.txt")
    run_killed(desk, c_words(desk, contact, path))
    check_text(desk, contact, path)


def run_through(desk, words):
    """Runs the program to its end; after its first and its fourth line an active instance is killed."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        for count, _ in enumerate(process.stdout, 1):
            if count in (1, 4):
                desk.town["intake" if count == 1 else "billing"].kill()
        equal(process.wait(120), 0, "exit code")
    for service in ("intake", "billing"):  # the killed ones are the standbys of the next round
        desk.town[service].start()
        desk.town.instances[service].reverse()


def story_failover():
    """Active instances are killed while a client works: each goes on with the standby, at its next endpoint."""
    with Town(enterprises=30, instances=2) as town:
        desk = Desk(town)
        for words_of, check, name in ((python_words, check_kept, "python.json"), (node_words, check_kept, "node.json"),
                                      (c_words, check_text, "c.txt")):
            contact, path = desk.contact(), desk.path(name)
            run_through(desk, words_of(desk, contact, path))
            check(desk, contact, path)


# What each client says of the same eleven questions: its name for it, the number or reason, the field.
WANTED = ["done true", "Conflict 3001", "Duplicate 3004 data.source_ref", "Malformed 1107 data.needs",
          "NotFound 3007 data.id", "NotFound 3007 data.plan", "Denied 2001 type", "done done", "done",
          "FeedRefused diverged", "Unknown"]


def narrow_profile(desk):
    """The profile of a key that may ask for offers only."""
    path, keys = desk.path("narrow.conf"), desk.town.client_keys["narrow"]
    with open(path + ".key", "w", encoding="ascii") as file:
        file.write(f'curve\n    public-key = "{keys.public}"\n    secret-key = "{keys.secret}"\n')
    with open(desk.profile, encoding="utf-8") as file:
        services = file.read().splitlines()[2:]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(["name = 'narrow'", f"key = '{path}.key'", *services]) + "\n")
    return path


def python_errors(desk, contact):
    """The questions in Python, each answered in a line."""
    sys.path.insert(0, os.path.join(CLIENT, "python"))
    import entraide  # pylint: disable=import-outside-toplevel,import-error
    bus, narrow = entraide.Bus.open(desk.profile), entraide.Bus.open(narrow_profile(desk))
    bus.services["nowhere"] = (["tcp://127.0.0.1:1"], bus.services["intake"][1])
    submit, id_ = "intake.request.submit", entraide.new_id()
    form = {"source_ref": str(entraide.new_id()), "organisation": uuid.UUID(contact["organisation"]),
            "contact": uuid.UUID(contact["id"]), "needs": [{"service": "legal.advice"}]}
    taken = bus.send(submit, form, id=id_)
    decide = {"plan": entraide.new_id(), "version": 1, "quote": entraide.new_id(), "decision": "accept"}
    questions = [
        lambda: str(bus.send(submit, form, id=id_) == taken).lower(),
        lambda: bus.send(submit, {**form, "source_ref": "other"}, id=id_),
        lambda: bus.send(submit, form),
        lambda: bus.send(submit, {**form, "needs": []}),
        lambda: bus.send("intake.request.get", {"id": entraide.new_id()}),
        lambda: bus.send("matcher.plan.decide", decide),
        lambda: narrow.send(submit, form),
        lambda: bus.resolve("intake", id_)["status"],
        lambda: bus.resolve("intake", entraide.new_id()) or "",
        lambda: next(bus.follow("intake", entraide.Cursor(1, 1, bytes([1] * 32)))),
        lambda: bus.send("status.get", service="nowhere", timeout_s=0.1)]
    for ask in questions:
        try:
            yield f"done {ask()}".strip()
        except (entraide.Refused, entraide.Unknown, entraide.FeedRefused) as error:
            words = [getattr(error, "code", getattr(error, "reason", "")), getattr(error, "path", "")]
            yield " ".join(str(word) for word in (type(error).__name__, *words) if word)


def story_errors_in_python(desk):
    """Python names each kind of refusal, resolves what is unknown, and says when nobody answered."""
    equal(list(python_errors(desk, desk.contact())), WANTED, "answers")


def story_errors_in_node(desk):
    """Node says the same of the same."""
    need_packages()
    folder, contact = node_folder(desk), desk.contact()
    shutil.copy(os.path.join(HERE, "errors.mjs"), folder)
    done = node(os.path.join(folder, "errors.mjs"), desk.profile, narrow_profile(desk), contact["organisation"],
                contact["id"])
    equal([" ".join(line.split()) for line in done.stdout.splitlines()], WANTED, done.stderr)


def story_stranger(desk):
    """A client written from proto/README.md and asyncapi.yaml alone, which imports nothing of ours."""
    if not os.path.exists("/usr/lib/python3/dist-packages/yaml"):
        raise Skip("python3-yaml is not installed")
    contact, site = desk.contact(), desk.town.site
    settings = {"name": "stranger", "secret": desk.town.client_keys["operator"].secret,
                "organisation": contact["organisation"], "contact": contact["id"],
                "services": {service: [site.endpoints(service)[0], site.keys[service].public]
                             for service in ("intake", "matcher", "billing")},
                "cursor": {"epoch": 0, "seq": 0, "chain": "00" * 32}}
    seen, words = [], ["/usr/bin/python3", "-I", os.path.join(HERE, "stranger.py"), ASYNCAPI]
    for _ in range(2):
        done = subprocess.run([*words, json.dumps(settings)], text=True, check=False, timeout=60, cwd="/",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        equal(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        equal((report["same_reply"], report["conflict"], report["decided"], report["diverged"]),
              (True, 3001, "done", "diverged"), "what the stranger was told")
        seen += report["seen"]
        settings["cursor"] = report["cursor"]
    equal(seen, list(range(1, len(seen) + 1)), "each event once, over both runs")


def main():
    """One town for all stories."""
    clients = {"narrow": {"roles": ["professionals"], "actors": ["professional"]}}
    with Town(enterprises=100, clients=clients) as town:
        return tell(stories_of(__name__), Desk(town))


if __name__ == "__main__":
    sys.exit(main())
