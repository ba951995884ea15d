#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The command `entraide` and the C library against real daemons: every sub-command, good and bad."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import CONTRACT, Keys, new_id
from cluster import REPOSITORY, SERVICES
from daemons import BUILD, Town, program
from job import asking, request_of, wait, wait_plan
from story import equal, holds, stories_of, tell

DONE, PROBLEM, USAGE, DATA, NO_INPUT, UNAVAILABLE = 0, 1, 64, 65, 66, 69
NOT_CREATED, TEMPORARY, REFUSED, CONFIG, INTERRUPTED = 73, 75, 77, 78, 130
SUBCOMMANDS = ("submit", "send", "listen", "trace", "status", "keys",
               "conformance", "parked", "publisher", "clock", "certificate", "export",
               "trigger", "error")


class Result:
    """What a run of the command came to."""

    def __init__(self, words, code, output, errors):
        self.words, self.code, self.output, self.errors = words, code, output, errors

    def expect(self, code, *texts):
        """Fails unless the exit code is this one and every text is on one of the two streams."""
        said = f"entraide {' '.join(self.words)}: {self.code}\n{self.output}\n{self.errors}"
        holds(self.code == code, f"exit code {code} of {said}")
        for text in texts:
            holds(text in self.output + self.errors, f"{text!r} in {said}")
        return self

    @property
    def json(self):
        """The output as one value."""
        return json.loads(self.output)

    @property
    def lines(self):
        """The output as one value a line."""
        return [json.loads(line) for line in self.output.splitlines()]


def run(*words, data="", env=None):
    """One run of the command."""
    done = subprocess.run([program("entraide"), *words], text=True, check=False, timeout=90,
                          input=data if isinstance(data, str) else json.dumps(data),
                          env={**os.environ, **(env or {})}, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    return Result(words, done.returncode, done.stdout, done.stderr)


class Desk:
    """A person at a terminal of the co-operative."""

    def __init__(self, town, folder):
        self.town, self.folder = town, folder
        self.profile = town.site.profile_path("operator")
        self.contact = asking(town)
        self.request = None

    def run(self, *words, **options):
        """One run with the operator's profile."""
        return run("--config", self.profile, *words, **options)

    def write(self, name, text):
        """A file in the test's folder."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def profile_of(self, name, key_path):
        """A profile like the operator's for another key."""
        with open(self.profile, encoding="utf-8") as file:
            services = [line for line in file if line.startswith("service")]
        return self.write(f"{name}.conf", f"name = '{name}'\nkey = '{key_path}'\n" + "".join(services))

    def start(self, *words):
        """A run that goes on by itself."""
        return subprocess.Popen([program("entraide"), "--config", self.profile, *words], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# ---- words ----

def story_help():
    """Every sub-command explains itself on stdout, without a profile."""
    for words in (["--help"], ["-h"], *([name, "--help"] for name in SUBCOMMANDS)):
        result = run(*words, env={"ENTRAIDE_CONFIG": "/nonexistent"}).expect(DONE, "usage: entraide")
        equal(result.errors, "")
    run("--version").expect(DONE, "entraide ")


def options_of(text):
    """The long options that a text names."""
    return set(re.findall(r"--([a-z][a-z-]+)", text))


def story_manual():
    """The man pages name the options and commands that --help names, and no others."""
    folder = os.path.join(REPOSITORY, "client", "man")
    helps = [run("--help").expect(DONE).output, *(run(name, "--help").output for name in SUBCOMMANDS)]
    daemon = subprocess.run([program("entraide-billing"), "--help"], text=True, check=True,
                            stdout=subprocess.PIPE).stdout
    for page, said in (("entraide.1", " ".join(helps)), ("entraide.8", daemon)):
        with open(os.path.join(folder, page), encoding="utf-8") as file:
            text = file.read()
        found = set(re.findall(r"(?:Fl |\| )-([a-z][a-z-]+)", text))
        equal(found, options_of(said), page)
    with open(os.path.join(folder, "entraide.1"), encoding="utf-8") as file:
        equal(set(re.findall(r"^\.It Cm ([a-z]+)", file.read(), re.M)), set(SUBCOMMANDS))
    listed = re.findall(r"^ {7}entraide ([a-z]+)", helps[0], re.M)
    equal(set(listed), set(SUBCOMMANDS), "--help")


def story_usage(desk):
    """A slip ends with 64, says how it is used, and what may have been meant."""
    for words, text in ((["sumbit"], "did you mean submit?"), ([], "usage:"), (["--nonsense"], "usage:"),
                        (["status", "--nonsense"], "usage: entraide status"), (["trace"], "usage:"),
                        (["trace", "not-an-id"], "not-an-id"), (["send"], "usage: entraide send"),
                        (["send", "intake.request.sumbit"], "did you mean intake.request.submit?"),
                        (["send", "intake.request.received"], "cannot be sent"),
                        (["send", "status.get", "-"], "--service"),
                        (["send", "status.get", "--service", "biling"], "did you mean billing?"),
                        (["send", "resolve", "--id", "5"], "UUID"),
                        (["send", "resolve", "--actor", "king"], "king"),
                        (["send", "resolve", "--after", "-1"], "--after"),
                        (["send", "resolve", "--seen", "nobody:1"], "--seen"),
                        (["send", "resolve", "--seen", "intake"], "--seen"),
                        (["listen", "intak", "--until-idle", "1"], "did you mean intake?"),
                        (["listen", "--from", "yesterday"], "yesterday"),
                        (["listen", "--until-idle", "0"], "--until-idle"),
                        (["status", "now"], "too many"), (["submit", "a", "b"], "too many"),
                        (["keys"], "usage: entraide keys"), (["keys", "frobnicate"], "frobnicate"),
                        (["keys", "list"], "which registry")):
        result = desk.run(*words).expect(USAGE, text)
        equal(result.output, "", " ".join(words))


def story_profile(desk):
    """A wrong profile ends with 78 and says where it is wrong."""
    run("status", env={"ENTRAIDE_CONFIG": "/nonexistent/x.conf"}).expect(CONFIG, "/nonexistent/x.conf")
    run("error", "1001", env={"ENTRAIDE_CONFIG": "/nonexistent"}).expect(DONE)
    run("status", env={"ENTRAIDE_CONFIG": desk.profile}).expect(DONE)
    run("status", "--config", desk.profile).expect(DONE)
    run("--config", "/nonexistent", "status", "--config", desk.profile).expect(DONE)
    key = desk.town.site.path("keys/operator.key")
    for text, word in (("kay = 'x'\n", ":1:"), ("key = '/nonexistent'\n", "/nonexistent"),
                       (f"name = 'Big Name'\nkey = '{key}'\n", "[a-z0-9._-]"),
                       (f"key = '{key}'\nservice intak {{ }}\n", "did you mean intake?"),
                       (f"key = '{key}'\nservice intake {{ endpoints = 'tcp://127.0.0.1:1' key = 'x' }}\n",
                        "40 characters")):
        run("--config", desk.write("wrong.conf", text), "status").expect(CONFIG, word)
    alone = desk.write("alone.conf", f"name = 'a'\nkey = '{key}'\n")
    run("--config", alone, "send", "intake.request.get", data={"id": new_id()}).expect(
        CONFIG, "does not name this service")


def story_errors():
    """`error` explains a number or a name, in both languages; without a word, all of them."""
    run("error", "3003").expect(DONE, "E_BUSY", "too many messages at once", "trop de messages")
    equal(run("error", "E_BUSY", "--json").expect(DONE).json["code"], 3003)
    run("error", "E_BUZY").expect(NO_INPUT, "did you mean E_BUSY?")
    run("error", "9998").expect(NO_INPUT)
    equal([error["name"] for error in run("error", "--json").expect(DONE).json], list(CONTRACT.errors))


# ---- asking ----

def story_status(desk):
    """`status` is 0 when all is well, 69 when a service is silent, and the others are still shown."""
    result = desk.run("status").expect(DONE, *SERVICES, "reads")
    holds("<<" not in result.output, result.output)
    for words in (["--json", "status"], ["status", "--json"]):
        found = desk.run(*words).expect(DONE).json
        equal([one["service"] for one in found], list(SERVICES))
        holds(all(one["well"] for one in found), found)
    desk.town["notifier"].stop()
    found = desk.run("status", "--json").expect(UNAVAILABLE, "notifier: no answer").json
    equal([one["well"] for one in found], [True, True, True, False])
    desk.town["notifier"].start()
    desk.town["notifier"].wait_ready()


def story_submit(desk):
    """`submit` says in words what became of the request; --json the answer."""
    data = request_of(desk.contact)
    path = desk.write("request.json", json.dumps(data))
    result = desk.run("submit", path).expect(DONE, "eligible    yes", "legal.advice", "declared")
    desk.request = result.output.split()[1]
    answer = desk.run("submit", "--json", data=request_of(desk.contact)).expect(DONE).json
    equal(answer["status"], "done")
    holds(answer["data"]["eligibility"]["eligible"], answer)
    again = desk.run("submit", "--json", path).expect(REFUSED, "E_DUPLICATE 3004", "remedy:").json
    equal(again["data"]["id"], desk.request)


def story_submit_wrong(desk):
    """What is wrong with a request is told with number, path, expectation and remedy."""
    good = request_of(desk.contact)
    desk.run("submit", "/nonexistent").expect(NO_INPUT, "/nonexistent")
    desk.run("submit", data="{\n  oops").expect(DATA, "-:2:")
    desk.run("submit", data="[]").expect(DATA, "JSON object")
    desk.run("submit", data='{"text": "a", "text": "b"}').expect(DATA, "duplicate")
    desk.run("submit", data={**good, "needs": [{"service": 7}]}).expect(
        DATA, "E_FIELD_KIND 1102", "at data.needs[0].service", "expected ", "remedy:")
    desk.run("submit", data={**good, "needs": []}).expect(
        DATA, "E_FIELD_COUNT 1107", "at data.needs", "expected a list of 1..12", "remedy:")
    desk.run("submit", data={**good, "contact": new_id()}).expect(
        REFUSED, "E_UNKNOWN_CONTACT 4004", "at data.contact", "remedy:")
    desk.run("submit", data={**good, "urgncy": "high"}).expect(
        DONE, "data.urgncy is not in the contract", "did you mean urgency?")


def story_send(desk):
    """`send` gives the reply as JSON; the same id again gives the same bytes, other content a conflict."""
    one, data = new_id(), request_of(desk.contact)
    first = desk.run("send", "intake.request.submit", "--id", one, data=data).expect(DONE)
    second = desk.run("send", "--id", one, "intake.request.submit", "-", data=data).expect(DONE)
    equal((first.json["re"], second.output), (one, first.output))
    other = desk.run("send", "intake.request.submit", "--id", one, data={**data, "text": "autre"})
    equal(other.expect(REFUSED, "E_CONFLICT 3001").json["code"], 3001)
    local = desk.run("send", "intake.request.submit", data={**data, "needs": "x"}).expect(DATA)
    remote = desk.run("send", "intake.request.submit", data={**data, "needs": []}).expect(DATA)
    for result in (local, remote):
        equal((result.json["status"], result.json["path"]), ("error", "data.needs"))
        holds(result.json["expected"], result.output)
    desk.run("send", "intake.request.get", data={"id": new_id()}).expect(REFUSED, "E_NOT_FOUND")
    view = desk.run("send", "intake.request.get", "--after", "1", "--seen", "matcher:1",
                    data={"id": desk.request}).expect(DONE)
    equal(view.json["data"]["id"], desk.request)
    holds(desk.run("send", "parked.list", "--service", "matcher", data="{}").expect(DONE), "parked.list")


def story_rights(desk):
    """A key that may not send a type, or not speak for an actor, is told so."""
    pair = desk.town.client_keys["narrow"]
    key = desk.write("narrow.key", f'curve\n    public-key = "{pair.public}"\n'
                     f'    secret-key = "{pair.secret}"\n')
    profile = desk.profile_of("narrow", key)
    ask = ["--config", profile, "send", "matcher.offer.list", "--actor", "professional"]
    data = {"request": desk.request}
    os.chmod(key, 0o644)
    run(*ask, data=data).expect(DONE, "can be read by others", "chmod 600")
    os.chmod(key, 0o600)
    equal(run(*ask, data=data).expect(DONE).errors, "")
    run(*ask, "--actor", "operator", data=data).expect(REFUSED, "E_ACTOR 2003")
    run("--config", profile, "send", "intake.request.submit", "--actor", "professional",
        data=request_of(desk.contact)).expect(REFUSED, "E_DENIED 2001", "remedy:")
    run("--config", profile, "listen", "intake", "--until-idle", "3000").expect(REFUSED, "denied")
    run("--config", profile, "status").expect(REFUSED, "E_DENIED")


def story_unknown_outcome(desk):
    """Silence ends with 75 and the id; the same id afterwards settles it, and so does resolve."""
    one, data = new_id(), request_of(desk.contact)
    desk.town["intake"].stop()
    result = desk.run("send", "intake.request.submit", "--id", one, data=data).expect(TEMPORARY, one)
    equal(result.output, "")
    desk.town["intake"].start()
    desk.town["intake"].wait_ready()
    words = ["send", "resolve", "--service", "intake"]
    found = desk.run(*words, data={"id": one}).expect(DONE).json["data"]
    equal(found["outcome"], "never")
    desk.run("send", "intake.request.submit", "--id", one, data=data).expect(REFUSED, "E_NEVER")
    two = new_id()
    desk.run("send", "intake.request.submit", "--id", two, data=data).expect(DONE)
    equal(desk.run(*words, data={"id": two}).expect(DONE).json["data"]["outcome"], "known")


def story_lines(desk):
    """`send --lines` counts every line as done or failed, and says which failed and why."""
    good = [{"type": "intake.request.submit", "data": request_of(desk.contact)} for _ in range(600)]
    lines = [json.dumps(item) for item in good]
    equal(desk.run("send", "--lines", data="\n".join(lines) + "\n").expect(DONE).json,
          {"done": 600, "failed": 0})
    bad = [json.dumps({"type": "intake.request.submit", "data": request_of(desk.contact)}), "", "oops",
           json.dumps({"type": "intake.nothing.put", "data": {}}), json.dumps({"data": {}}),
           json.dumps({"type": "status.get", "data": {}}),
           json.dumps({"type": "intake.request.submit", "data": {}}),
           json.dumps({"type": "intake.request.submit", "data": {"needs": 5}})]
    result = desk.run("send", "--lines", desk.write("lines", "\n".join(bad))).expect(
        DATA, "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "E_FIELD_MISSING")
    equal(result.json, {"done": 1, "failed": 6})


# ---- stories of requests ----

def story_trace(desk):
    """`trace` shows one timeline from four journals, each event after the one that caused it."""
    wait_plan(desk.town.client(), desk.request)
    desk.town.settle()
    story = desk.run("trace", desk.request, "--json").expect(DONE).json
    equal({event["source"] for event in story}, set(SERVICES))
    places = {event["id"]: place for place, event in enumerate(story)}
    for place, event in enumerate(story):
        equal(event["root"], desk.request, "root")
        holds(places.get(event.get("cause"), -1) < place, f"cause of {event['type']}")
    result = desk.run("trace", desk.request).expect(DONE, f"request {desk.request}", "total_cents=")
    rows = [line.split() for line in result.output.splitlines()[2:]]
    equal([row[4] for row in rows], [event["type"] for event in story])
    name = desk.town.sandbox.organisations[desk.contact["organisation"]]["name"]
    holds(name in result.output, f"{name} in {result.output}")
    desk.run("trace", new_id()).expect(NO_INPUT, "no event")


def story_listen(desk):
    """`listen` gives every event of every journal once and in order, verified."""
    heads = {service: status["head_seq"] for service, status in desk.town.statuses().items()}
    result = desk.run("listen", "--from", "start", "--until-idle", "1500", "--json").expect(DONE)
    for service in SERVICES:
        seqs = [event["seq"] for event in result.lines if event["source"] == service]
        equal(seqs, list(range(1, heads[service] + 1)), service)
    result = desk.run("listen", "billing", "--from", "3", "--until-idle", "1500", "--json",
                      "--type", "billing.quote").expect(DONE)
    holds(all(event["type"] == "billing.quote.issued" and event["seq"] > 3 for event in result.lines)
          and result.lines, result.output[:500])
    holds("billing.quote.issued" in desk.run("listen", "billing", "--from", "start", "--until-idle",
                                             "1000").expect(DONE).output, "words")


def story_listen_now(desk):
    """`listen` from now on shows what comes, over a restart of the service, until Ctrl-C."""
    listener = desk.start("listen", "intake", "--json")
    try:
        time.sleep(2)
        first = desk.run("submit", "--json", data=request_of(desk.contact)).expect(DONE).json
        desk.town["intake"].kill()
        desk.town["intake"].start()
        desk.town["intake"].wait_ready()
        second = desk.run("submit", "--json", data=request_of(desk.contact)).expect(DONE).json
        time.sleep(5)
        listener.send_signal(signal.SIGINT)
        output, errors = listener.communicate(timeout=5)
    finally:
        listener.kill()
    events = [json.loads(line) for line in output.splitlines()]
    received = [event["subject"] for event in events if event["type"] == "intake.request.received"]
    equal(received, [first["data"]["id"], second["data"]["id"]])
    equal((listener.returncode, errors), (INTERRUPTED, ""))


# ---- keys ----

def registry_of(desk):
    """The registry as `keys list` sees it."""
    listed = desk.run("keys", "list", "--registry", desk.town.site.registry, "--json").expect(DONE).json
    return {client["name"]: client for client in listed}


def story_key_files(desk):
    """`keys new` makes a pair that only its owner can read, and never writes over one."""
    path = os.path.join(desk.folder, "portal.key")
    result = run("keys", "new", path).expect(DONE)
    equal(os.stat(path + "_secret").st_mode & 0o777, 0o600)
    with open(path + "_secret", encoding="utf-8") as file:
        secret = file.read().split('secret-key = "')[1].split('"')[0]
    holds(secret not in result.output + result.errors, "the secret is not shown")
    with open(path, encoding="utf-8") as file:
        holds(secret not in file.read(), "the secret is not in the public file")
    run("keys", "new", path).expect(NOT_CREATED, "never written over")
    equal(run("keys", "show", path).expect(DONE).output, result.output)
    equal(run("keys", "show", path, "--json").expect(DONE).json["public_key"], result.output.strip())
    run("keys", "show", "/nonexistent").expect(NO_INPUT)
    run("keys", "new", "/nonexistent/x").expect(NOT_CREATED)


def story_authorize(desk):
    """A key that is authorised works within seconds, also beside a second one; a revoked one does not."""
    registry, path = desk.town.site.registry, os.path.join(desk.folder, "portal.key")
    before, mode = registry_of(desk), os.stat(registry).st_mode
    edit = ["--registry", registry]
    profile = desk.profile_of("portal-a", path)

    def works():
        return run("--config", profile, "send", "intake.request.get",
                   data={"id": desk.request}).code == DONE

    desk.run("keys", "authorize", "portal-a", path, *edit).expect(USAGE, "--role")
    desk.run("keys", "authorize", "portal-a", path, *edit, "--role", "operatr").expect(
        USAGE, "did you mean operator?")
    desk.run("keys", "authorize", "portal-a", "short", *edit, "--role", "operator").expect(USAGE, "Z85")
    desk.run("keys", "authorize", "Portal A", path, *edit, "--role", "operator").expect(USAGE, "Portal A")
    equal(registry_of(desk), before)
    desk.run("keys", "authorize", "portal-a", path, *edit, "--role", "operator", "--actor",
             "contact", "--actor", "system").expect(DONE)
    wait(works, "the new key")
    after = registry_of(desk)
    equal({name: after[name] for name in before}, before)
    equal(after["portal-a"]["actors"], ["contact", "system"])
    equal(os.stat(registry).st_mode, mode)
    keys = [Keys.new().public for _ in range(2)]
    desk.run("keys", "authorize", *edit, "--", "portal-a", keys[0]).expect(DONE)
    desk.run("keys", "authorize", *edit, "--", "portal-a", keys[1]).expect(REFUSED, "two keys")
    desk.run("keys", "authorize", *edit, "--role", "operator", "--", "portal-b", keys[0]).expect(
        DATA, "portal-a")
    desk.run("keys", "revoke", *edit, "--", keys[0]).expect(DONE)
    equal(len(registry_of(desk)["portal-a"]["keys"]), 1)
    holds(works(), "the key that stays")
    desk.run("keys", "revoke", "portal-a", *edit).expect(DONE)
    wait(lambda: not works(), "the revoked key", 40)
    equal(registry_of(desk), before)
    desk.run("keys", "revoke", "portal-a", *edit).expect(NO_INPUT, "portal-a")
    desk.run("status").expect(DONE)


def story_registry_file(desk):
    """A registry that is being edited, or cannot be read, is left alone; keys keep their characters."""
    key = "${HOME}" + "a" * 33
    text = (f'# kept\nrole "r" {{ types = {{"*"}} }}\nclient "c" {{ keys = {{"{key}"}} roles = {{"r"}} '
            'rate = 7 }\n')
    path = desk.write("registry", text)
    other = Keys.new().public
    desk.write("registry.new", "")
    desk.run("keys", "authorize", "--registry", path, "--", "c", other).expect(NOT_CREATED, "editing")
    os.unlink(path + ".new")
    desk.run("keys", "authorize", "--registry", path, "--", "c", other).expect(DONE)
    listed = desk.run("keys", "list", "--registry", path, "--json").expect(DONE).json
    equal((listed[0]["keys"], listed[0]["rate"]), ([key, other], 7))
    with open(path + ".old", encoding="utf-8") as file:
        equal(file.read(), text)
    desk.run("keys", "list", "--registry", desk.write("broken", 'client "c" {')).expect(NO_INPUT, "broken")
    desk.run("keys", "list", "--registry", "/nonexistent").expect(NO_INPUT)


# ---- the library ----

def services_words(town):
    """The services as the example wants them."""
    for service in ("intake", "matcher", "billing"):
        yield from (service, ",".join(town.site.endpoints(service)), town.site.keys[service].public)


def story_example(desk):
    """The main job in C, against the installed library: asks, waits for the quote, accepts."""
    prefix, example = os.path.join(desk.folder, "prefix"), os.path.join(desk.folder, "example")
    subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True,
                   stdout=subprocess.DEVNULL)
    library = os.path.join(prefix, "lib")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libentraide"], check=True, text=True,
                           stdout=subprocess.PIPE, env={**os.environ, "PKG_CONFIG_PATH":
                                                        os.path.join(library, "pkgconfig")}).stdout
    source = os.path.join(REPOSITORY, "client", "example.c")
    subprocess.run(["gcc", "-std=c17", "-Wall", "-Wextra", "-Werror", source, "-o", example,
                    *flags.split(), f"-Wl,-rpath,{library}"], check=True, cwd=desk.folder)
    operator = desk.town.client_keys["operator"]
    key = desk.write("operator.key", f'curve\n    public-key = "{operator.public}"\n'
                     f'    secret-key = "{operator.secret}"\n')
    words = [example, os.path.join(desk.folder, "job"), "1", key, desk.contact["organisation"],
             desk.contact["id"], *services_words(desk.town)]
    done = subprocess.run(words, text=True, check=False, timeout=60, stdout=subprocess.PIPE)
    equal(done.returncode, 0, done.stdout)
    holds(done.stdout.endswith("accepted\n"), done.stdout)
    words[1], words[5] = words[1] + "-refused", new_id()
    refused = subprocess.run(words, text=True, check=False, timeout=60, stderr=subprocess.PIPE)
    holds(refused.returncode == 1 and "data.contact" in refused.stderr, refused.stderr)


def main():
    """One town for all stories."""
    clients = {"narrow": {"roles": ["professionals"], "actors": ["professional"]}}
    with Town(clients=clients) as town, tempfile.TemporaryDirectory() as folder:
        return tell(stories_of(__name__), Desk(town, folder))


if __name__ == "__main__":
    sys.exit(main())
