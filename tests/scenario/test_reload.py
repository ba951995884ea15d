#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""What an operator does to a running daemon: reload, check, print the defaults, stop."""

import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import new_id
from cluster import SERVICES
from daemons import Town, wait_for
from job import asking, request_of, wait
from journal import check_all
from story import equal, holds, stories_of, tell

EX_USAGE, EX_CONFIG = 64, 78


def sender_of_next_mail(town, number):
    """The From of the mail about a new request."""
    contact = asking(town, number)
    operator = town.client()
    operator.need("intake.request.submit", request_of(contact))
    mails = wait(lambda: [mail for mail in town.mails() if mail["to"] == [contact["email"]]], "a mail")
    return mails[-1]["headers"]["From"]


def reload(daemon, words):
    """SIGHUP, and waits until the log says so; the new lines."""
    size = len(daemon.log())
    daemon.signal(signal.SIGHUP)
    holds(wait_for(lambda: words in daemon.log()[size:], 5), f"{words} in {daemon.log()[size:]}")
    return daemon.log()[size:]


def story_reload(town):
    """SIGHUP takes new settings into force without a restart."""
    daemon = town["notifier"]
    holds("Entraide" in sender_of_next_mail(town, 0), "the usual sender")
    town.write_config(daemon, from_name="'Nom Neuf'")
    reload(daemon, "configuration loaded")
    holds("Nom Neuf" in sender_of_next_mail(town, 1), "the new sender")
    equal(daemon.starts, 1)


def story_reload_wrong(town):
    """SIGHUP with a file that is wrong anywhere tells file and line, and keeps all old settings."""
    daemon = town["notifier"]
    town.write_config(daemon, from_name="'Encore Autre'", delivery_max="'many'")
    log = reload(daemon, "configuration is wrong")
    holds(re.search(re.escape(daemon.config) + r":\d+: ", log), f"file and line in {log}")
    holds("Nom Neuf" in sender_of_next_mail(town, 2), "the old sender")
    town.write_config(daemon)
    reload(daemon, "configuration loaded")
    holds("Entraide" in sender_of_next_mail(town, 3), "the usual sender again")


def story_reload_restart(town):
    """A changed setting that only a restart applies is counted, and the daemon goes on as it was."""
    daemon = town["billing"]
    town.write_config(daemon, worker_count="'3'")
    log = reload(daemon, "configuration loaded")
    holds("settings_that_wait_for_a_restart=1" in log, log)
    holds(daemon.ready(), "it goes on")
    town.write_config(daemon)


def check(daemon, path):
    """(exit code, error output) of --check."""
    code, output, errors = daemon.run("--config", path, "--check")
    return code, output + errors


def story_check(town):
    """--check accepts what runs, beside the running daemon, without touching the database or a socket."""
    for daemon in town.daemons():
        before = town.rows(daemon.service, "SELECT count(*), max(tx_no) FROM journal")
        code, words = check(daemon, daemon.config)
        equal(code, 0, words)
        town.write_config(daemon, database="'host=/nowhere dbname=none user=nobody'")
        code, words = check(daemon, daemon.config)
        equal(code, 0, f"a database that is away is not asked: {words}")
        town.write_config(daemon)
        holds(daemon.ready(), f"{daemon.name} goes on")
        equal(town.rows(daemon.service, "SELECT count(*), max(tx_no) FROM journal"), before)


def story_check_wrong(town):
    """--check names file and line of every error, not only of the first, and ends with 78."""
    daemon = town["matcher"]
    path = os.path.join(town.folder, "wrong.conf")
    with open(daemon.config, encoding="utf-8") as text:
        lines = text.read().splitlines()
    lines += ["planning_weeks = 99", "solver_steps = 'few'", "direct_only = perhaps"]
    with open(path, "w", encoding="utf-8") as output:
        output.write("\n".join(lines) + "\n")
    code, words = check(daemon, path)
    equal(code, EX_CONFIG)
    for number, name in enumerate(("planning_weeks", "solver_steps", "direct_only")):
        place = f"{path}:{len(lines) - 2 + number}: {name}"
        holds(place in words, f"{place} in {words}")
    with open(path, "w", encoding="utf-8") as output:
        output.write("\n".join(lines[:-3] + ["no_such_setting = 1"]) + "\n")
    code, words = check(daemon, path)
    equal(code, EX_CONFIG)
    holds(f"{path}:{len(lines) - 2}: " in words and "no_such_setting" in words, words)
    code, words = check(daemon, path + ".absent")
    equal(code, EX_CONFIG)
    holds(path + ".absent" in words, words)


def story_check_files(town):
    """--check also reads the files that the settings name: the key, the registry and the time zone."""
    daemon = town["matcher"]
    for setting in ("secret_key", "registry", "time_zone"):
        town.write_config(daemon, **{setting: "'/nowhere/file'"})
        code, words = check(daemon, daemon.config)
        equal(code, EX_CONFIG, setting)
        holds("/nowhere/file" in words, words)
    town.write_config(daemon)


def story_defaults(town):
    """What --print-defaults prints is accepted by --check, once the required settings are there, and it
    lists every one of them with its doc."""
    for service in SERVICES:
        daemon = town[service]
        code, output, _ = daemon.run("--print-defaults")
        equal(code, 0)
        with open(daemon.config, encoding="utf-8") as text:
            running = dict(re.findall(r"^(\w+) = (.*)$", text.read(), re.M))
        required = re.findall(r"; required\n# (\w+) = ", output)
        holds({"database", "endpoint", "secret_key", "registry"} <= set(required), f"{required}")
        path = os.path.join(town.folder, f"{service}-defaults.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(output + "".join(f"{name} = {running[name]}\n" for name in required))
        code, words = check(daemon, path)
        equal(code, 0, words)
        with open(path, "w", encoding="utf-8") as file:
            file.write(output)
        code, words = check(daemon, path)
        equal(code, EX_CONFIG, "without the required ones")
        for name in required:
            holds(f"{name} is required" in words, f"{name} in {words}")


def story_usage(town):
    """--version and --help answer, and a wrong option ends with 64."""
    for service in SERVICES:
        daemon = town[service]
        code, output, _ = daemon.run("--version")
        equal((code, output.startswith(f"entraide-{service} ")), (0, True), output)
        code, output, _ = daemon.run("--help")
        equal((code, "--check" in output), (0, True), output)
        equal(daemon.run("--no-such-option")[0], EX_USAGE)
        equal(daemon.run()[0], EX_USAGE)


def story_drain(town):
    """SIGTERM finishes what was begun and exits with 0: of hundreds of commands in flight each one that
    ran was answered or can be resolved, and nothing half-done is left."""
    client = town.client("portal")
    frames = {}
    for number in range(400):
        message_id = new_id()
        frames[message_id] = client.pack("intake.request.submit", request_of(asking(town, number % 50)),
                                         message_id)
    for frame in frames.values():
        client.send_raw("intake", frame)
    first = client.receive("intake", 10)
    town["intake"].signal(signal.SIGTERM)
    answered = {first.re: first}
    end = time.monotonic() + 10
    while len(answered) < len(frames) and time.monotonic() < end:
        reply = client.receive("intake", 0.2)
        if reply:
            answered[reply.re] = reply
        elif not town["intake"].alive:
            break
    equal(town["intake"].process.wait(20), 0, "exit code")
    stored = int(town.rows("intake", "SELECT count(*) FROM command WHERE id >= "
                                     f"'{min(frames)}' AND client = 'portal'")[0][0])
    # A DEALER with IMMEDIATE forgets what it has received and not read when the other end goes away.
    done = {message_id for message_id, reply in answered.items() if reply.done}
    town["intake"].start()
    town["intake"].wait_ready()
    final = {message_id: client.resolve("intake", message_id) for message_id in frames}
    known = {message_id for message_id, reply in final.items() if reply}
    equal(stored, len(known), "commands stored and resolved")
    holds(done and done <= known, "what was answered is known")
    for message_id in done:
        equal(final[message_id].frame, answered[message_id].frame, "resolve of what was answered")
    print(f"  {len(known)} of {len(frames)} were begun and finished, {len(done)} answers read", flush=True)


def story_stop(town):
    """SIGTERM ends each daemon with 0, and after a start everything is as before."""
    town.settle()
    before = town.statuses()
    for service in SERVICES:
        equal(town[service].stop(), 0, service)
    town.start_all()
    town.settle()
    for service, status in town.statuses().items():
        equal(status["head_seq"], before[service]["head_seq"], service)
        equal(status["epoch"], before[service]["epoch"] + 1, service)
    check_all(town)


def main():
    """One town."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
