# SPDX-License-Identifier: MPL-2.0
"""A bad neighbour of publishers: one process, one way of being a burden, until it is killed.

    neighbour.py KIND JSON      what it needs to know, as test_bus.py gives it
"""
import json
import os
import pathlib
import resource
import select
import socket
import sys
import time

import zmq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from bus import Address, Client, Feed, Keys, dealer, new_id, pack  # noqa: E402
from curve import Line  # noqa: E402


def say(word, **more):
    """One line for test_bus.py."""
    print(json.dumps({"word": word, **more}), flush=True)


class Neighbour:
    """Who it is and whom it burdens."""

    def __init__(self, know):
        self.know = know
        self.keys = Keys(know["public"], know["secret"])
        self.address = Address([know["endpoint"]], know["server"])

    def tcp(self):
        """A connection that has not said anything."""
        host, port = self.know["endpoint"].removeprefix("tcp://").split(":")
        return socket.create_connection((host, int(port)), timeout=5)

    def crowd(self):
        """Many connections of good keys that ask once and then keep still."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        context = zmq.Context()
        context.max_sockets = 2 * self.know["count"] + 100
        sockets = []
        for number in range(self.know["count"]):
            one = dealer(context, self.keys, self.address, self.know["endpoint"])
            if one.poll(10000, zmq.POLLOUT):
                one.send(pack("status.get", {}, id=new_id()))
            sockets.append(one)
            if number % 100 == 99:
                time.sleep(0.05)
        say("ready", answered=sum(bool(one.poll(5000)) for one in sockets))
        while True:
            time.sleep(1)

    def silent(self):
        """Connections without a word; what the service closes is opened again."""
        opened, kept = 0, []
        while True:
            while len(kept) < self.know["count"]:
                kept.append(self.tcp())
                opened += 1
            if opened == self.know["count"]:
                say("ready")
            closed, _, _ = select.select(kept, [], [], 0.2)
            for one in closed:
                try:
                    gone = one.recv(4096) == b""
                except OSError:
                    gone = True
                if gone:
                    one.close()
                    kept.remove(one)

    def stopped(self):
        """A reader with all the credit there is, which stops reading."""
        client = Client("stopped", self.keys, {"intake": self.address})
        feed = Feed(client, "intake")
        feed.CREDIT, feed.CREDIT_BYTES = 65536, 64 << 20
        feed.read_all(60)
        say("ready", seq=feed.seq)
        os.kill(os.getpid(), 19)  # SIGSTOP; test_bus.py wakes it
        head = client.need("status.get", service="intake")["head_seq"]
        feed.read_until(lambda event: event["seq"] >= head, 60)
        say("again", seq=feed.seq, head=head)

    def endless(self):
        """A message that never ends, from a good key: cut off, it comes again."""
        cuts, sent = 0, 0
        part = b"x" * 200000
        say("ready")
        while True:
            try:
                line = Line(self.know["endpoint"], self.keys, self.know["server"])
                while True:
                    line.send(part, more=True)
                    sent += len(part)
                    time.sleep(len(part) / self.know["bytes_per_s"])
            except OSError:
                cuts += 1
                say("cut", cuts=cuts, sent=sent)
                time.sleep(0.2)

    def greedy(self):
        """Ten times what its key may send; busy answers are not waited for."""
        one = dealer(zmq.Context.instance(), self.keys, self.address, self.know["endpoint"])
        pause = 1 / (10 * self.know["rate"])
        say("ready")
        while True:
            begin = time.monotonic()
            try:
                one.send(pack("intake.request.get", {"id": new_id()}, id=new_id()), zmq.NOBLOCK)
            except zmq.Again:
                pass
            while one.poll(0):
                one.recv()
            time.sleep(max(0.0, pause - (time.monotonic() - begin)))


if __name__ == "__main__":
    getattr(Neighbour(json.loads(sys.argv[2])), sys.argv[1])()
