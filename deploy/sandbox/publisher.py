# SPDX-License-Identifier: MPL-2.0
"""The fifteen lines with which another system publishes a request, filled in for this sandbox and really
run: the same bytes twice, so that one effect and one reply can be seen."""

import os
import re
import subprocess
import sys
import time

from deploy.sandbox.client import Refused, short
from deploy.site import SiteError

NAME = "atelier"
# Runs where it is pasted: /usr/bin/python3 with python3-zmq and python3-msgpack, nothing of Entraide.
PROGRAM = '''\
import msgpack, os, re, time, uuid, zmq
text = open("@KEY@").read()
public, secret = (re.search(kind + '-key = "(.{40})"', text)[1].encode() for kind in ("public", "secret"))
bus = zmq.Context().socket(zmq.DEALER)
bus.linger, bus.rcvtimeo = 0, 10000
bus.curve_publickey, bus.curve_secretkey = public, secret
bus.curve_serverkey = b"@SERVER@"
bus.connect("@ENDPOINT@")
stamp = int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10)  # a UUIDv7: time, then chance
id = stamp[:6] + bytes([stamp[6] & 15 | 0x70, stamp[7], stamp[8] & 63 | 0x80]) + stamp[9:]
message = msgpack.packb({"id": id, "type": "intake.request.submit", "source": "@NAME@", "data": {
    "source_ref": "dossier-" + id.hex(), "organisation": uuid.UUID("@ORGANISATION@").bytes,
    "contact": uuid.UUID("@CONTACT@").bytes, "needs": [{"service": "web.site"}]}})
replies = [(bus.send(message), bus.recv())[1] for _ in range(2)]  # the same id twice: one request
print(f"sent    {message.hex()}\\nanswer  {replies[0].hex()}\\nagain   {replies[1].hex()}")
'''


def authorise(entraide):
    """Makes a key for the other system and gives it the role of a portal; the commands that do it."""
    site = entraide.site
    key_path = site.path(f"keys/{NAME}.key")
    program = short(entraide.program)
    if not os.path.exists(key_path + "_secret"):
        made = entraide.run("operator", "keys", "new", key_path)
        if made.returncode != 0:
            raise SiteError(made.stderr)
    shown = entraide.run("operator", "keys", "show", key_path)
    listed = entraide.run("operator", "keys", "list", "--registry", site.registry)
    key = shown.stdout.strip()
    if key not in listed.stdout:
        added = entraide.run("operator", "keys", "authorize", "--registry", site.registry,
                             "--role", "portal", "--actor", "system", "--", NAME, key)
        if added.returncode != 0:
            raise SiteError(added.stderr)
        time.sleep(1.5)  # the registry is read again within a second
    return (f"{program} keys new {short(key_path)}",
            f"{program} keys authorize --registry {short(site.registry)} --role portal "
            f"-- {NAME} '{key}'")


def write(site, world, path):
    """Writes the publisher for this sandbox."""
    values = {"KEY": site.path(f"keys/{NAME}.key_secret"), "SERVER": site.keys["intake"].public,
              "ENDPOINT": site.endpoint("intake"), "NAME": NAME,
              "ORGANISATION": world.journey["organisation"], "CONTACT": world.journey["contact"]}
    text = re.sub("@([A-Z]+)@", lambda match: values[match[1]], PROGRAM)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def run(path):
    """Runs it; what it printed as {"sent", "answer", "again"}, each hexadecimal."""
    done = subprocess.run([sys.executable, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    if done.returncode != 0:
        raise Refused(path, 0, done.stderr.strip())
    return dict(line.split() for line in done.stdout.splitlines())
