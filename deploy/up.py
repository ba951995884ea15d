# SPDX-License-Identifier: MPL-2.0
"""Starts the sandbox, shows the journey of one request, and says how to go on. deploy/up builds first.

    up.py [--once] [--folder DIR] [--base-port PORT] [--bin DIR] [--enterprises N]
"""
import argparse
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import msgpack

from deploy.cluster import REPOSITORY, ClusterError
from deploy.local import PROGRAMS, Local, LocalError, wait_for
from deploy.sandbox import page, publisher
from deploy.sandbox.client import Entraide, Refused, short
from deploy.sandbox.journey import Failed, Journey, Teller, World
from deploy.site import SERVICES, SiteError

TROUBLE = (Failed, Refused, SiteError, LocalError, ClusterError)


def read_options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--once", action="store_true", help="stop everything at the end")
    parser.add_argument("--folder", default=os.path.join(REPOSITORY, ".run"))
    parser.add_argument("--base-port", type=int, default=5701, help="first of the ports on 127.0.0.1")
    parser.add_argument("--bin", default=PROGRAMS, help="folder of the programs")
    parser.add_argument("--enterprises", type=int, default=11000)
    return parser.parse_args()


def start(local, tell):
    """PostgreSQL, the mail server, the four daemons."""
    tell.heading("Starting PostgreSQL, a mail server and four daemons")
    local.check_programs()
    stopped = local.stop()
    if stopped:
        tell.say(f"stopped first: {', '.join(stopped)}")
    local.check_ports()
    local.site.write()
    local.start_database()
    local.start_mail_server()
    local.start_daemons()
    for service in SERVICES:
        tell.say(f"{service:10}{local.site.endpoint(service)}   http://{local.site.http(service)}/ready")
    tell.check(True, "all four are ready")


def load(local, entraide, enterprises, tell):
    """The sandbox co-operative, sent over the bus; only once per installation."""
    tell.heading("Loading the sandbox co-operative over the bus (entraide send --lines)")
    folder, marker = local.site.path("sandbox"), local.site.path("sandbox/loaded")
    if not os.path.exists(marker):
        began = time.monotonic()
        script = os.path.join(REPOSITORY, "deploy", "sandbox", "generate.py")
        subprocess.run([sys.executable, script, folder, "--enterprises", str(enterprises)], check=True)
        for service in ("billing", "intake", "matcher"):
            done = entraide.load(os.path.join(folder, f"{service}.jsonl"))
            tell.say(f"{service:10}{done:6} commands done")
        wait_for("all feeds to be read", entraide.settled, 60)
        tell.say(f"loaded and read by all in {time.monotonic() - began:.1f} s")
        with open(marker, "w", encoding="utf-8") as file:
            file.write(f"{enterprises}\n")
    status = wait_for("all feeds to be read", entraide.settled, 60)
    counts = ", ".join(f"{name} {one['head_seq']}" for name, one in status.items())
    tell.check(all(one["parked"] == 0 for one in status.values()),
               f"every service has read every feed; events: {counts}")
    return World(folder)


def tell_members(local, tell):
    """The page for members and managers."""
    tell.heading("For members and managers")
    tell.say(f"the journey in French, one page: {local.site.path('journey.html')}")


def tell_operators(local, entraide, once, tell):
    """Status, places, how to stop."""
    tell.heading("For operators")
    status = wait_for("all feeds to be read", entraide.settled, 60)
    tell.say(entraide.run("operator", "status").stdout)
    site = local.site
    mine = site.folder == os.path.join(REPOSITORY, ".run")
    stop = "by itself, now" if once else "deploy/down" + ("" if mine else f" --folder {site.folder}")
    tell.check(all(one["parked"] == 0 for one in status.values()), "nothing is parked, nothing lags")
    tell.say(f"configurations  {site.folder}/*.conf, registry of clients {site.registry}\n"
             f"keys            {site.path('keys')}\nlogs            {site.path('log')}\n"
             f"databases       {local.cluster.folder} (UNIX socket; "
             f"psql 'host={local.cluster.folder} dbname=intake user=intake_app')\n"
             f"ask             {short(entraide.program)} --config "
             f"{short(site.profile_path('operator'))} status\n"
             f"stop            {stop}")


def printable(value):
    """A message as it can be read: ids as hexadecimal digits."""
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [printable(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


def tell_systems(local, entraide, world, tell):
    """A key, the endpoint, a publisher that works, and the proof that it does."""
    tell.heading("For other systems")
    tell.say("authorise a key (done for this one):")
    for command in publisher.authorise(entraide):
        tell.say(f"  {command}")
    path = local.site.path("publisher.py")
    program = publisher.write(local.site, world, path)
    tell.say(f"endpoint {local.site.endpoint('intake')}, CURVE; paste this into /usr/bin/python3, or run it from {path}:\n")
    tell.say("\n".join(f"  {line}" for line in program.splitlines()))
    before = entraide.status()["intake"]["head_seq"]
    said = publisher.run(path)
    after = entraide.status()["intake"]["head_seq"]
    sent, answer = (msgpack.unpackb(bytes.fromhex(said[key])) for key in ("sent", "answer"))
    tell.say(f"\nsent, {len(said['sent']) // 2} bytes: {said['sent']}\n  = {printable(sent)}\n"
             f"answered, {len(said['answer']) // 2} bytes: {said['answer']}\n  = {printable(answer)}")
    tell.check(answer["status"] == "done" and answer["re"] == sent["id"], "the request was taken")
    tell.check(said["again"] == said["answer"] and after == before + 1,
               "the same id sent again: the same reply, byte for byte, and no second request")
    wait_for("the mails of that request", lambda: [
        message for message in entraide.send("operator", "notifier.message.list",
                                             request=str_id(answer["data"]["id"])).get("messages", [])
        if message["state"] == "sent"])
    tell.check(True, "it was planned, priced and told like any other")


def str_id(value):
    """16 bytes as a UUID."""
    text = value.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def work(local, options, tell):
    """Everything, from the start of the database to the last word."""
    entraide = Entraide(local.site)
    start(local, tell)
    world = load(local, entraide, options.enterprises, tell)
    story = Journey(local, entraide, world, tell).run()
    page.write(story, local.site.path("journey.html"))
    tell_systems(local, entraide, world, tell)
    tell_members(local, tell)
    tell_operators(local, entraide, options.once, tell)


def main():
    """Exit code 0 when every check held, else 1."""
    options, tell = read_options(), Teller()
    began = time.monotonic()
    local, code = None, 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that --once stops what it started
    try:
        local = Local(options.folder, options.base_port, options.bin)
        local.take_lock()
        work(local, options, tell)
        code = 0
    except TROUBLE as trouble:
        print(f"\nFAILED: {trouble}", file=sys.stderr, flush=True)
        if local and local.locked:
            print(f"Logs: {local.site.path('log')}. To stop what runs: deploy/down; to begin anew: "
                  "deploy/down --erase", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ninterrupted; deploy/down stops what was started", file=sys.stderr)
        code = 130
    finally:
        if local and local.locked and options.once:
            local.stop()
    if code == 0:
        print(f"\n{tell.checks} checks held in {time.monotonic() - began:.0f} s.")
    return code


if __name__ == "__main__":
    sys.exit(main())
