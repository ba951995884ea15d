#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""entraide conformance --of: a service is played, on a bad day, to the clients in C, Python and Node, and to
one that is written carelessly."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import msgpack
import zmq

from bus import Keys, new_id, pack
from cluster import REPOSITORY
from daemons import BUILD, free_ports, program
from npm import MODULES, need_packages
from story import equal, holds, stories_of, tell

CLIENT = os.path.join(REPOSITORY, "client")


class Stage:
    """The command, playing; clients get its endpoint as that of every service."""

    def __init__(self, folder, role):
        self.endpoint = f"tcp://127.0.0.1:{free_ports()}"
        self.folder, self.keys = folder, Keys.new()
        self.process = subprocess.Popen([program("entraide"), "--json", "conformance", "--of", role, self.endpoint],
                                        text=True, stdout=subprocess.PIPE)
        self.server_key = json.loads(self.process.stdout.readline())["server_key"]

    def write_profile(self):
        """A profile that knows only this stage."""
        path = os.path.join(self.folder, "client.conf")
        with open(path + ".key", "w", encoding="ascii") as file:
            file.write(f'curve\n    public-key = "{self.keys.public}"\n    secret-key = "{self.keys.secret}"\n')
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"name = 'client'\nkey = '{path}.key'\n")
            for service in ("intake", "matcher", "billing"):
                file.write(f"service {service} {{ endpoints = '{self.endpoint}'  key = '{self.server_key}' }}\n")
        return path

    def watch(self, words):
        """What the command finds of a program: (exit code, {promise: what was found} of those not kept)."""
        client = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, _ = self.process.communicate(timeout=150)
        client.kill()
        client.communicate()
        rows = [json.loads(line) for line in output.splitlines()]
        holds(len(rows) >= 4, f"checks: {output}")
        return self.process.returncode, {row["promise"]: row["found"] for row in rows if row["result"] != "ok"}


def state_file(folder, name, submitted):
    """What an example has kept: nothing, or a request that intake has answered, so that the feed comes next."""
    path, ids = os.path.join(folder, name), [new_id() for _ in range(3)]
    if submitted and name.endswith(".json"):
        with open(path, "w", encoding="ascii") as file:
            request = {"command": ids[0], "decide": ids[1], "id": ids[2]}
            cursor = [0, 0, "00" * 32] if "python" in name else {}
            json.dump({"requests": [request], "cursor": cursor, "seen": []}, file)
    elif submitted:
        with open(path, "w", encoding="ascii") as file:
            file.write(f"cursor 0 0 0 {'00' * 32}\nrequest {ids[0]} {ids[1]} {ids[2]} -\n")
    return path


def python_words(stage, submitted):
    """The example in Python."""
    return ["/usr/bin/python3", os.path.join(CLIENT, "python", "example.py"), stage.write_profile(),
            state_file(stage.folder, "python.json", submitted), new_id(), new_id()]


def node_words(stage, submitted):
    """The example in Node."""
    need_packages()
    folder = os.path.join(stage.folder, "node")
    shutil.copytree(os.path.join(CLIENT, "node"), folder, ignore=shutil.ignore_patterns("node_modules"))
    os.symlink(MODULES, os.path.join(folder, "node_modules"))
    return ["node", os.path.join(folder, "example.mjs"), stage.write_profile(),
            state_file(stage.folder, "node.json", submitted), new_id(), new_id()]


def c_words(stage, submitted):
    """The example in C."""
    services = [word for service in ("intake", "matcher", "billing")
                for word in (service, stage.endpoint, stage.server_key)]
    return [os.path.join(BUILD, "tests", "entraide_example"), state_file(stage.folder, "c.txt", submitted), "1",
            stage.write_profile() + ".key", new_id(), new_id(), *services]


def check(words_of):
    """Both roles of a client that keeps all promises."""
    for role in ("publisher", "subscriber"):
        with tempfile.TemporaryDirectory() as folder:
            stage = Stage(folder, role)
            try:
                equal(stage.watch(words_of(stage, role == "subscriber")), (0, {}), role)
            finally:
                stage.process.kill()


def story_python():
    """The client in Python retries, waits, reads on where it stood, and stops when it must."""
    check(python_words)


def story_node():
    """So does the one in Node."""
    need_packages()
    check(node_words)


def story_c():
    """And the C library."""
    check(c_words)


def careless(endpoint, server_key):
    """A publisher that makes a new id for each attempt, and does not wait when the service is busy."""
    keys = Keys.new()
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger, socket.rcvtimeo = 0, 300
    socket.curve_serverkey, socket.curve_secretkey = server_key.encode(), keys.secret.encode()
    socket.curve_publickey = keys.public.encode()
    socket.connect(endpoint)
    for _ in range(100):
        socket.send(pack("intake.request.get", {"id": new_id()}, id=new_id()))
        socket.send(pack("intake.contact.erase", {"id": new_id(), "reason": "x"}, id=new_id()))
        try:
            while msgpack.unpackb(socket.recv()).get("status") != "done":
                pass
        except zmq.Again:
            pass


def story_careless():
    """A publisher that makes a new id for each attempt is found out."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder, "publisher")
        words = [sys.executable, __file__, "careless", stage.endpoint, stage.server_key]
        code, found = stage.watch(words)
        holds(code == 1 and len(found) == 2, f"{code} {found}")
        equal(sorted(word.split(":")[0] for word in found), ["busy", "retry"], "not kept")


if __name__ == "__main__":
    if sys.argv[1:2] == ["careless"]:
        careless(*sys.argv[2:])
    else:
        sys.exit(tell(stories_of(__name__)))
