# SPDX-License-Identifier: MPL-2.0
"""A whole co-operative for one test: PostgreSQL, a mail server, the four daemons, a few hundred
organisations. Everything lives in one temporary directory and ends with the test.

    with Town() as town:
        operator = town.client("operator")
        print(operator.need("status.get", service="intake"))
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from bus import Address, Client, Keys, Refused
from cluster import REPOSITORY, SERVICES, Cluster

BUILD = os.environ.get("ENTRAIDE_BUILD", os.path.join(REPOSITORY, "build", "release"))
UPSTREAMS = {"intake": ("matcher", "billing"), "matcher": ("intake", "billing"),
             "billing": ("intake", "matcher"), "notifier": ("intake", "matcher", "billing")}
READY_TIMEOUT_S = 30
# Below the range that the kernel hands out: a connecting socket can then never meet itself.
PORTS = range(20000, 32000)

ROLES = """
role "service" { types = {"feed.open", "intake.*", "matcher.*", "billing.*"} pii = true }
role "everything" { types = {"*"} pii = true }
role "portal" { types = {"intake.request.*", "intake.eligibility.get", "matcher.plan.*", "matcher.offer.*",
                         "resolve", "trace.get"} }
role "reader" { types = {"feed.open", "intake.*", "matcher.*", "billing.*", "notifier.*"} }
role "statistics" { types = {"status.get"} }
"""
ACTORS = ("system", "contact", "adviser", "professional", "network", "operator")
# name: roles, kinds of actor, organisations (none: all)
CLIENTS = {
    "operator": (("everything",), ACTORS, ()),
    "portal": (("portal",), ("system", "contact"), ()),
    "reader": (("reader",), ("system",), ()),
    "statistics": (("statistics",), ("system",), ()),
}


class TownError(Exception):
    """A part did not start or did not do what the test needs."""


def program(name):
    """The path of a built program."""
    path = os.path.join(BUILD, "bin", name)
    if not os.path.exists(path):
        raise TownError(f"{path} is not built")
    return path


def free_port():
    """A loopback port that nobody uses now, of those that the kernel does not hand out."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def get(url, timeout_s=2.0):
    """(status, text) of a page; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class Daemon:
    """One instance of one service."""

    def __init__(self, town, service, instance):
        self.town, self.service, self.instance = town, service, instance
        self.name = service if instance == 0 else f"{service}-{instance + 1}"
        self.endpoint = f"tcp://127.0.0.1:{free_port()}"
        self.http = f"127.0.0.1:{free_port()}"
        self.config = os.path.join(town.folder, f"{self.name}.conf")
        self.log_path = os.path.join(town.folder, f"{self.name}.log")
        self.process = None
        self.starts = 0

    def start(self):
        """Starts it; ready() tells when it is the active one."""
        command = ["setpriv", "--pdeathsig=KILL", program(f"entraide-{self.service}"),
                   "--config", self.config]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=self.town.folder)
        self.starts += 1

    def run(self, *options):
        """Runs the program with options to its end: (exit code, output, error output)."""
        command = [program(f"entraide-{self.service}"), *options]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              check=False, timeout=60)
        return done.returncode, done.stdout, done.stderr

    @property
    def alive(self):
        """The process has not ended."""
        return self.process is not None and self.process.poll() is None

    def ready(self):
        """It is the active instance and serves."""
        return self.alive and get(f"http://{self.http}/ready")[0] == 200

    def metrics(self):
        """{name with labels: number} of /metrics."""
        lines = get(f"http://{self.http}/metrics")[1].splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def metric(self, name):
        """One number of /metrics, without the prefix."""
        return self.metrics()[f"entraide_{name}"]

    def log(self):
        """What it has written so far."""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def signal(self, number):
        """Sends a signal to this process."""
        self.process.send_signal(number)

    def kill(self):
        """SIGKILL, and waits for the end."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout_s=20):
        """SIGTERM; the exit code."""
        if not self.alive:
            return self.process.returncode if self.process else None
        self.signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def wait_ready(self, timeout_s=READY_TIMEOUT_S):
        """Returns when it is active; raises with its log when it ends or takes too long."""
        if not wait_for(self.ready, timeout_s, lambda: not self.alive):
            raise TownError(f"{self.name} is not ready:\n{self.log()[-3000:]}")

    def resident_bytes(self):
        """Resident memory of the process."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as numbers:
            return int(numbers.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def wait_for(condition, timeout_s, hopeless=lambda: False, pause_s=0.05):
    """True as soon as the condition holds; False when time is over or it became hopeless."""
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end or hopeless():
            return False
        time.sleep(pause_s)
    return True


class Town:
    """All parts together. Used as a context manager."""

    def __init__(self, enterprises=300, instances=1, settings=None, routes=None, sink=(),
                 clients=None, load=True):
        """settings: {service: {name: value}}; routes: {(reader, producer): [endpoints]} instead of
        the direct way; sink: options of the mail server; clients: like CLIENTS, added to it."""
        self.folder = tempfile.mkdtemp(prefix="entraide-town-")
        self.enterprises, self.load_all = enterprises, load
        self.settings = settings or {}
        self.routes = routes or {}
        self.clients = {**CLIENTS, **(clients or {})}
        self.sink_options = list(sink)
        self.cluster = Cluster()
        self.instances = {service: [Daemon(self, service, i) for i in range(instances)]
                          for service in SERVICES}
        self.service_keys = {service: Keys.new() for service in SERVICES}
        self.client_keys = {name: Keys.new() for name in self.clients}
        self.registry = os.path.join(self.folder, "registry.conf")
        self.mail_path = os.path.join(self.folder, "mails.jsonl")
        self.sink = None
        self.smtp_port = 0
        self.opened = []
        self.sandbox = None

    # ---- life ----

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def begin(self):
        """Everything up, and the co-operative loaded."""
        self.cluster.__enter__()
        self.start_sink()
        self.write_registry()
        for daemon in self.daemons():
            self.write_config(daemon)
        for service in SERVICES:
            self.migrate(service)
        for daemon in self.daemons():
            daemon.start()
            daemon.instance or daemon.wait_ready()  # the first one is to be the active one
        self.sandbox = Sandbox(os.path.join(self.folder, "sandbox"), self.enterprises)
        if self.load_all:
            self.load()

    def end(self):
        """Nothing is left, not even the directory, unless ENTRAIDE_KEEP is set."""
        for client in self.opened:
            client.close()
        for daemon in self.daemons():
            if daemon.alive:
                daemon.kill()
        if self.sink:
            self.sink.terminate()
            self.sink.wait()
        self.cluster.destroy()
        if os.environ.get("ENTRAIDE_KEEP"):
            print(f"kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def daemons(self):
        """All instances of all services."""
        return [daemon for group in self.instances.values() for daemon in group]

    def __getitem__(self, service):
        """The first instance of a service."""
        return self.instances[service][0]

    def migrate(self, service):
        """Brings the database up to date the way an operator does."""
        code, _, errors = self[service].run("--config", self[service].config, "--migrate")
        if code != 0:
            raise TownError(f"{service} --migrate: {code}\n{errors}")

    def start_sink(self):
        """The mail server."""
        script = os.path.join(REPOSITORY, "tests", "support", "smtp_sink.py")
        command = [sys.executable, script, "--port", str(self.smtp_port), "--out", self.mail_path,
                   *self.sink_options]
        self.sink = subprocess.Popen(["setpriv", "--pdeathsig=KILL", *command], text=True,
                                     stdout=subprocess.PIPE)
        words = self.sink.stdout.readline().split()
        if words[:1] != ["ready"]:
            raise TownError("the mail server did not start")
        self.smtp_port = int(words[2])

    # ---- files ----

    def write_registry(self, without=()):
        """Clients and their rights; `without` names those whose keys are revoked."""
        text = ROLES
        for service in SERVICES:
            text += client_section(service, self.service_keys[service], ("service",), ("system",), ())
        for name, (roles, actors, organisations) in self.clients.items():
            if name not in without:
                text += client_section(name, self.client_keys[name], roles, actors, organisations)
        replace_file(self.registry, text)

    def endpoints(self, service):
        """Where the instances of a service listen."""
        return [daemon.endpoint for daemon in self.instances[service]]

    def config_of(self, daemon):
        """The settings of an instance, as a dictionary of texts as they stand in the file."""
        service = daemon.service
        key_path = os.path.join(self.folder, f"{service}.key")
        replace_file(key_path, f'curve\n    secret-key = "{self.service_keys[service].secret}"\n',
                     0o600)
        config = {"database": quote(self.cluster.conninfo(service)),
                  "database_owner": quote(self.cluster.conninfo(service, f"{service}_owner")),
                  "endpoint": quote(daemon.endpoint), "secret_key": quote(key_path),
                  "registry": quote(self.registry), "http": quote(daemon.http)}
        for producer in UPSTREAMS[service]:
            ways = self.routes.get((service, producer), self.endpoints(producer))
            config[f"upstream_{producer}"] = "{" + ", ".join(quote(way) for way in ways) + "}"
            config[f"upstream_{producer}_key"] = quote(self.service_keys[producer].public)
        if service == "notifier":
            config.update(smtp_url=quote(f"smtp://127.0.0.1:{self.smtp_port}"),
                          retry_first_ms="200", retry_cap_ms="2000")
        config.update(self.settings.get(service, {}))
        return config

    def write_config(self, daemon, **changes):
        """The file of an instance; changes win over everything."""
        config = {**self.config_of(daemon), **changes}
        replace_file(daemon.config,
                     "".join(f"{name} = {value}\n" for name, value in config.items()))

    # ---- clients ----

    def addresses(self):
        """Where a client finds the services."""
        return {service: Address(self.endpoints(service), self.service_keys[service].public)
                for service in SERVICES}

    def client(self, name="operator", keys=None):
        """A new client; closed with the town. One per thread."""
        client = Client(name, keys or self.client_keys.get(name), self.addresses())
        self.opened.append(client)
        return client

    def load(self):
        """The co-operative, over the bus, by an outside system."""
        operator = self.client()
        for service in ("intake", "billing", "matcher"):
            messages = self.sandbox.messages(service)
            for (kind, data), reply in zip(messages, operator.call_many(service, messages)):
                if not reply.done:
                    raise Refused(kind, data, reply)
        self.settle()

    # ---- looking ----

    def statuses(self, client=None):
        """{service: service_status}."""
        client = client or self.client()
        return {service: client.need("status.get", service=service) for service in SERVICES}

    def lag(self, client):
        """Events that some service has still to read, and messages still to be sent."""
        statuses = self.statuses(client)
        heads = {service: status["head_seq"] for service, status in statuses.items()}
        lag = {f"{service} of {up['service']}": heads[up["service"]] - up["cursor_seq"]
               for service, status in statuses.items() for up in status.get("upstreams", [])}
        lag["mails"] = int(self.cluster.psql(
            "notifier", "SELECT count(*) FROM message WHERE state NOT IN (2, 3)") or 0)
        return {name: count for name, count in lag.items() if count}

    def settle(self, timeout_s=60):
        """Returns when everything that was said is read everywhere and every mail has left, twice in
        a row, so that nothing was under way between two looks."""
        client = self.client()
        end = time.monotonic() + timeout_s
        heads, calm = None, 0
        while calm < 2:
            now = {service: status["head_seq"] for service, status in self.statuses(client).items()}
            lag = self.lag(client)
            calm = calm + 1 if not lag and now == heads else 0
            heads = now
            if time.monotonic() > end:
                raise TownError(f"not settled: {lag} heads {now}")
            time.sleep(0.05)
        client.close()

    def mails(self):
        """Every mail that the server took."""
        if not os.path.exists(self.mail_path):
            return []
        with open(self.mail_path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def rows(self, service, sql):
        """Rows as lists of texts."""
        text = self.cluster.psql(service, sql)
        return [line.split("|") for line in text.splitlines()]


class Sandbox:
    """The generated co-operative."""

    def __init__(self, folder, enterprises):
        script = os.path.join(REPOSITORY, "deploy", "sandbox", "generate.py")
        subprocess.run([sys.executable, script, folder, "--enterprises", str(enterprises),
                        "--contacts-every", "1"], check=True)
        self.folder = folder
        with open(os.path.join(folder, "journey.json"), encoding="utf-8") as text:
            self.journey = json.load(text)
        self.contacts = self._all("intake", "intake.contact.put")
        self.organisations = {data["id"]: data
                              for data in self._all("intake", "intake.organisation.put")}
        self.professionals = {data["id"]: data
                              for data in self._all("matcher", "matcher.professional.put")}
        self.rates = {data["service"]: data for data in self._all("billing", "billing.rate.put")}
        self.taxes = self._all("billing", "billing.tax.put")

    def messages(self, service):
        """(type, data) pairs in order."""
        with open(os.path.join(self.folder, f"{service}.jsonl"), encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        return [(item["type"], item["data"]) for item in found]

    def _all(self, service, kind):
        return [data for one, data in self.messages(service) if one == kind]


def quote(text):
    """A text as the configuration writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def client_section(name, keys, roles, actors, organisations):
    """One client of the registry."""
    def listed(words):
        return "{" + ", ".join(quote(word) for word in words) + "}"
    lines = [f"keys = {listed([keys.public])}", f"roles = {listed(roles)}", f"actors = {listed(actors)}"]
    if organisations:
        lines.append(f"organisations = {listed(organisations)}")
    return f"client {quote(name)} {{\n    " + "\n    ".join(lines) + "\n}\n"


def replace_file(path, text, mode=0o644):
    """The new file takes the old one's place at once, so that nobody reads half of it."""
    with open(path + ".new", "w", encoding="utf-8") as output:
        output.write(text)
    os.chmod(path + ".new", mode)
    os.replace(path + ".new", path)
