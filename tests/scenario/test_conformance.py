#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""entraide conformance: our services keep every promise that it can ask for; one that does not is found out."""

import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import msgpack
import zmq

from bus import Keys
from cluster import SERVICES
from daemons import Town, free_ports, program
from story import equal, holds, stories_of, tell


def conformance(town, client, *words):
    """(exit code, {promise: result}) of a run."""
    command = [program("entraide"), "--config", profile_of(town, client), "--json", "conformance", *words]
    done = subprocess.run(command, text=True, check=False, timeout=90, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    holds(rows, done.stderr)
    return done.returncode, {row["promise"]: row for row in rows}


def profile_of(town, client):
    """A profile with the key of this client."""
    path = os.path.join(town.folder, client + ".conf")
    keys = town.client_keys[client]
    with open(path + ".key", "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(f'metadata\ncurve\n    public-key = "{keys.public}"\n    secret-key = "{keys.secret}"\n')
    with open(town.site.profile_path("operator"), encoding="utf-8") as file:
        lines = file.read().splitlines()[2:]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([f"name = '{client}'", f"key = '{path}.key'", *lines]) + "\n")
    return path


def unlike(rows, result):
    """The promises that came to something else, with what was found."""
    return {promise: (row["result"], row["found"]) for promise, row in rows.items() if row["result"] != result}


def story_publisher(town):
    """To a publisher whose rate is 300 a second each service keeps all promises, busy among them."""
    for service in SERVICES:
        code, rows = conformance(town, "slow", "--as", "publisher", service)
        equal(unlike(rows, "ok"), {}, f"promises not kept by {service}")
        equal((code, len(rows)), (0, 22), "exit code and checks")


def story_cannot_tell(town):
    """What a run cannot show it says, and what would show it: no rate, no right to a command that changes nothing."""
    for client, service, word, what in (("operator", "intake", "busy: of", "a key that has a rate"),
                                        ("clerk", "notifier", "conflict", "no command that this key may send")):
        code, rows = conformance(town, client, "--as", "publisher", service, "--only", word)
        equal((code, [row["result"] for row in rows.values()]), (0, ["skipped"]), f"{word} at {service}")
        holds(all(what in row["found"] for row in rows.values()), rows)


def story_subscriber(town):
    """A reader of intake's feed is promised order, chain, credit, restart and divergence; truncation cannot be
    shown by a journal that is whole."""
    code, rows = conformance(town, "operator", "--as", "subscriber", town.site.endpoint("intake"))
    equal([promise.split(":")[0] for promise in unlike(rows, "ok")], ["truncation"], "not shown")
    equal((code, len(rows)), (0, 13), "exit code and checks")


class Careless(threading.Thread):
    """A service that lets everybody in, answers anything with a new reply, and whose journal begins at 100."""

    def __init__(self):
        super().__init__(daemon=True)
        self.keys, self.endpoint = Keys.new(), f"tcp://127.0.0.1:{free_ports()}"
        self.router = zmq.Context.instance().socket(zmq.ROUTER)
        self.router.curve_server, self.router.curve_secretkey = 1, self.keys.secret.encode()
        self.router.linger = 0
        self.router.bind(self.endpoint)

    def run(self):
        """Until the program ends."""
        seq = 0
        while True:
            peer, *frames = self.router.recv_multipart()
            seq += 1
            try:
                message = msgpack.unpackb(frames[0])
            except ValueError:
                continue
            self.router.send_multipart([peer, msgpack.packb(self.answer(message, seq))])

    @staticmethod
    def answer(message, seq):
        """The same for all, but a feed is refused."""
        if message.get("type") == "feed.open":
            return {"type": "feed.refused", "data": {"reason": "truncated", "low_seq": 100, "head_seq": 200}}
        status = {"service": "intake", "version": "0", "contract_level": 1, "epoch": 1, "head_seq": 0,
                  "parked": 0, "uptime_ms": 0}
        return {"re": message.get("id"), "status": "done", "seq": seq, "data": status} \
            if message.get("id") else {"status": "done", "seq": seq}


def story_careless(town):
    """A service that keeps hardly any promise is found out, and truncation is seen."""
    careless = Careless()
    careless.start()
    where = [careless.endpoint, "--key", careless.keys.public]
    for word in ("nobody knows", "retry: the same id", "E_CONFLICT", "incarnation", "E_TYPE", "no UUIDv7"):
        code, rows = conformance(town, "operator", "--as", "publisher", *where, "--only", word)
        equal((code, unlike(rows, "not ok")), (1, {}), f"{word} was not found wanting")
    for word, wanted in (("heartbeat", (1, "not ok")), ("truncation", (0, "ok"))):
        code, rows = conformance(town, "operator", "--as", "subscriber", *where, "--only", word)
        equal((code, *[row["result"] for row in rows.values()]), wanted, word)


def story_usage(town):
    """What it cannot begin with it says, and how it is used."""
    for words in (["intake"], ["--as", "reader", "intake"], ["--as", "publisher"],
                  ["--as", "publisher", "tcp://127.0.0.1:1"]):
        done = subprocess.run([program("entraide"), "--config", town.site.profile_path("operator"), "conformance",
                               *words], text=True, check=False, timeout=20, stderr=subprocess.PIPE)
        holds(done.returncode == 64 and "usage: entraide conformance" in done.stderr, f"{words}: {done.stderr}")


def main():
    """One town for all stories."""
    clients = {"slow": {"roles": ["operator"], "actors": ["system"], "rate": 300},
               "clerk": {"roles": ["portal"], "actors": ["system"]}}
    with Town(enterprises=30, clients=clients) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
