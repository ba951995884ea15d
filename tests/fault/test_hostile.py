#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Hostile bytes over a real connection: each is answered with its error or ignored, the daemon lives and
does not grow.

    test_hostile.py [--seed S] [--mutations N]
"""

import argparse
import json
import os
import random
import socket
import sys
import time

import zmq

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import CONTRACT, PROTO, Reply, new_id, pack
from cluster import SERVICES
from curve import Line
from daemons import Town, wait_for
from story import equal, holds, stories_of, tell

FRAME_SIZE_MAX = 256 * 1024
GROWTH_MAX = 24 << 20  # bytes that a daemon may gain in all of this
GIVEN_BACK_S = 10      # what was taken goes back in the first idle second
VECTORS_MIN = 200
ENDLESS_MAX = 1 << 30
DAEMON_MAX = 256 << 20


def vectors(name):
    """The vectors of a file, with their bytes."""
    with open(os.path.join(PROTO, "vectors", name), encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    for vector in found:
        vector["bytes"] = bytes.fromhex(vector["hex"]) + \
            bytes.fromhex(vector.get("fill", "")) * vector.get("fill_count", 0)
    return found


class Attack:
    """What all stories need."""

    def __init__(self, town, seed, mutations):
        self.town, self.mutations = town, mutations
        self.random = random.Random(seed)
        self.client = town.client()
        self.starts = {}
        self.resident = {}

    def begin(self):
        """Remembers how everything was."""
        for service in SERVICES:
            self.starts[service] = self.town[service].process.pid
            self.resident[service] = self.town[service].resident_bytes()

    def probe(self, service):
        """Asks something decent until it is answered; the replies to other things that came before."""
        others = []
        for _ in range(5):
            message_id = new_id()
            peer = self.client.peer(service)
            if peer.send(pack("status.get", {}, id=message_id), time.monotonic() + 2):
                end = time.monotonic() + 1
                while (frame := peer.receive(end - time.monotonic())) is not None:
                    reply = Reply(frame)
                    if reply.re == message_id:
                        return others
                    others.append(reply)
            peer.next()
        raise AssertionError(f"{service} answers no more")

    def throw(self, service, *parts):
        """Sends bytes, then something decent; what came back for the bytes."""
        self.client.send_raw(service, *parts)
        return self.probe(service)

    def check_alive(self):
        """The same processes as at the beginning, and not much larger."""
        for service in SERVICES:
            daemon = self.town[service]
            equal((daemon.alive, daemon.process.pid), (True, self.starts[service]), service)
            most = self.resident[service] + GROWTH_MAX
            holds(wait_for(lambda: daemon.resident_bytes() <= most, GIVEN_BACK_S),
                  f"{service} has grown to {daemon.resident_bytes() >> 20} MiB")


def check_answer(service, vector, replies):
    """At most one answer, an error; where the frame itself is bad, exactly the stated one."""
    what = f"{service}: {vector['name']}: {replies}"
    holds(len(replies) <= 1, what)
    if vector["verdict"] == "ok":
        return
    for reply in replies:
        equal(reply.status, "error", what)
    stated = vector["verdict"].startswith("E_FRAME") and len(vector["bytes"]) <= FRAME_SIZE_MAX
    command = CONTRACT.messages.get(vector.get("message"), {})
    own = command.get("class") in ("COMMAND", "QUERY") and command["owner"] in (service, "any")
    if stated or own:
        equal([(reply.error, reply.path) for reply in replies],
              [(vector["verdict"], vector.get("path", ""))], what)


def story_vectors(attack):
    """Every hostile vector of the contract (200 and more) thrown at every daemon is answered with its
    error and path, or ignored."""
    hostile = [vector for vector in vectors("hostile.jsonl") if len(vector["bytes"]) <= FRAME_SIZE_MAX]
    holds(len(hostile) >= VECTORS_MIN, f"{len(hostile)} vectors")
    for service in SERVICES:
        for vector in hostile:
            check_answer(service, vector, attack.throw(service, vector["bytes"]))
    attack.check_alive()


def story_events(attack):
    """Good events and feed messages that nobody asked for change nothing."""
    before = {service: status["head_seq"] for service, status in attack.town.statuses().items()}
    for service in SERVICES:
        for vector in vectors("good.jsonl"):
            message = CONTRACT.messages.get(vector.get("message"), {})
            if message.get("class") in ("EVENT", "FEED") and vector["message"] != "feed.open":
                attack.throw(service, vector["bytes"])
    after = {service: status["head_seq"] for service, status in attack.town.statuses().items()}
    equal(after, before)
    attack.check_alive()


def mutate(chance, frame):
    """A few bytes changed, cut out, doubled or put in."""
    data = bytearray(frame)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        what = chance.randrange(4)
        if what == 0 and at < len(data):
            data[at] = chance.randrange(256)
        elif what == 1:
            del data[at:at + chance.randint(1, 16)]
        elif what == 2:
            data[at:at] = data[at:at + chance.randint(1, 16)]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 8))
    return bytes(data) or b"\x80"


def story_mutations(attack):
    """Thousands of good frames with a few bytes changed neither stop a daemon nor leave it silent."""
    good = [vector["bytes"] for vector in vectors("good.jsonl") if vector["verdict"] == "ok"]
    for service in SERVICES:
        daemon = attack.town[service]
        before = daemon.metric("frames_total")
        for number in range(attack.mutations):
            attack.client.send_raw(service, mutate(attack.random, attack.random.choice(good)))
            if number % 100 == 99:
                attack.probe(service)
        attack.probe(service)
        holds(wait_for(lambda: daemon.metric("frames_total") >= before + attack.mutations, 2),
              f"{service} has received all of them")
    attack.check_alive()


def story_multipart(attack):
    """A message of several frames, be it thousands, is dropped and counted; the connection goes on."""
    decent = pack("status.get", {}, id=new_id())
    for service in SERVICES:
        name = 'dropped_total{what="frame"}'
        before = attack.town[service].metric(name)
        for parts in ([decent, decent], [b"", decent], [decent] + [b"x" * 100] * 5000):
            equal(attack.throw(service, *parts), [], f"{service}: {len(parts)} frames")
        holds(wait_for(lambda: attack.town[service].metric(name) >= before + 3, 2),
              f"{service} counts dropped messages")
    attack.check_alive()


def story_endless(attack):
    """A message whose frames never end, which libzmq gathers out of sight, is cut off before it fills the
    memory; the daemon gives the memory back and others go on."""
    keys, name = attack.town.client_keys["operator"], 'refused_total{reason="memory"}'
    for service in SERVICES[:1]:  # a second each, and the same code
        daemon, peak = attack.town[service], 0
        before, server = daemon.metric(name), attack.town.addresses()[service].key
        line = Line(daemon.endpoint, keys, server)
        try:
            for number in range(ENDLESS_MAX // 200000):
                line.send(b"x" * 200000, more=True)
                peak = max(peak, daemon.resident_bytes()) if number % 20 == 0 else peak
            raise AssertionError(f"{service} takes {ENDLESS_MAX} bytes of one message")
        except OSError:
            pass  # cut, as promised
        print(f"  {service} had at most {peak >> 20} MiB", flush=True)
        holds(peak < DAEMON_MAX, f"{service} had {peak >> 20} MiB")
        holds(wait_for(lambda: daemon.metric(name) > before, 3), f"{service} counts it")
        attack.probe(service)
        line.close()
    attack.check_alive()


def story_oversize(attack):
    """A frame above 256 KiB ends the connection that sent it, or is refused; others go on."""
    for service in SERVICES:
        for size in (FRAME_SIZE_MAX + 1, 8 << 20):
            attack.client.send_raw(service, b"\x81\xa1x\xc6" + (size - 8).to_bytes(4, "big")
                                   + bytes(size - 8))
            attack.probe(service)
        other = attack.town.client()
        holds(other.call("trace.get", {"root": new_id()}, service=service).done, "another connection")
        other.close()
    attack.check_alive()


def story_empty(attack):
    """Frames of no byte and of single bytes are answered with an error."""
    for service in SERVICES:
        for frame in [b""] + [bytes([byte]) for byte in range(0, 256, 5)]:
            replies = attack.throw(service, frame)
            holds(all(reply.status == "error" for reply in replies), f"{service}: {frame}: {replies}")
    attack.check_alive()


def story_raw_tcp(attack):
    """Hundreds of connections that speak no ZeroMQ, stop in the middle of the greeting or say nothing
    neither stop a daemon nor keep others out."""
    greeting = bytes.fromhex("ff00000000000000017f03") + b"\x00CURVE"
    held = []
    for service in SERVICES:
        host, port = attack.town[service].endpoint.removeprefix("tcp://").split(":")
        for number in range(100):
            raw = socket.create_connection((host, int(port)), timeout=5)
            words = (b"", greeting, greeting[:7], b"GET / HTTP/1.1\r\n\r\n",
                     attack.random.randbytes(3000))[number % 5]
            try:
                raw.sendall(words)
            except OSError:
                pass  # the daemon has closed it already: that is one of the good answers
            held.append(raw)
        attack.probe(service)
        fresh = attack.town.client()
        holds(fresh.call("status.get", service=service).done, f"{service} takes new connections")
        fresh.close()
    for raw in held:
        raw.close()
    attack.check_alive()


def story_flood(attack):
    """A client that sends and never reads does not make a daemon grow or others wait."""
    for service in SERVICES:
        flood = zmq.Context.instance().socket(zmq.DEALER)
        flood.linger, flood.rcvhwm = 0, 1
        address, keys = attack.town.addresses()[service], attack.town.client_keys["operator"]
        flood.curve_serverkey, flood.curve_publickey, flood.curve_secretkey = (
            key.encode() for key in (address.key, keys.public, keys.secret))
        flood.connect(address.endpoints[0])
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            try:
                flood.send(pack("parked.list", {}, id=new_id()), zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(0.001)
        start = time.monotonic()
        attack.probe(service)
        took_s = time.monotonic() - start
        holds(took_s < 3, f"{service}: others wait {took_s:.1f} s")
        flood.close()
    attack.check_alive()


def main():
    """One town, attacked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    parser.add_argument("--mutations", type=int, default=2000)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with Town() as town:
        attack = Attack(town, options.seed, options.mutations)
        attack.begin()
        return tell(stories_of(__name__), attack)


if __name__ == "__main__":
    sys.exit(main())
