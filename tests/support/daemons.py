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

sys.path.insert(0, REPOSITORY)

from deploy.site import CLIENTS, PORTS_PER_KIND, Site, write_file

BUILD = os.environ.get("ENTRAIDE_BUILD", os.path.join(REPOSITORY, "build", "release"))
READY_TIMEOUT_S = 30
# Below the range that the kernel hands out: a connecting socket can then never meet itself.
PORTS = range(20000, 32000, 2 * PORTS_PER_KIND)


class TownError(Exception):
    """A part did not start or did not do what the test needs."""


def program(name):
    """The path of a built program."""
    path = os.path.join(BUILD, "bin", name)
    if not os.path.exists(path):
        raise TownError(f"{path} is not built")
    return path


def is_free(port):
    """Nobody listens there."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_ports():
    """The first of as many ports as a site needs, free now."""
    while True:
        base = random.SystemRandom().choice(PORTS)
        if all(is_free(port) for port in range(base, base + 2 * PORTS_PER_KIND)):
            return base


class TestSite(Site):
    """An installation as the operator makes it; the test rules its registry and the ways of its feeds."""

    routes = {}

    def others(self, known):
        """The registry holds what the test says and nothing else."""
        return []

    def config(self, service, instance=0):
        """A route replaces the direct way."""
        lines = super().config(service, instance).splitlines()
        for (reader, producer), endpoints in self.routes.items():
            name = f"upstream_{producer} = "
            if reader == service:
                listed = ", ".join(f"'{endpoint}'" for endpoint in endpoints)
                lines = [f"{name}{{{listed}}}" if line.startswith(name) else line for line in lines]
        return "\n".join(lines) + "\n"


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
        site = town.site
        self.name = site.name(service, instance)
        self.endpoint = site.endpoint(service, instance)
        self.http = site.http(service, instance)
        self.config = site.config_path(service, instance)
        self.log_path = site.log_path(service, instance)
        self.process = None
        self.starts = 0

    def start(self):
        """Starts it; ready() tells when it is the active one."""
        command = ["setpriv", "--pdeathsig=KILL", program(f"entraide-{self.service}"),
                   "--config", self.config]
        os.makedirs(os.path.dirname(self.log_path), exist_ok=True)
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
        status, text = get(f"http://{self.http}/metrics", 10.0)
        if status != 200:
            raise TownError(f"{self.name} shows no metrics:\n{self.log()[-3000:]}")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        pairs = (line.rsplit(" ", 1) for line in lines)
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

    def __init__(self, enterprises=300, instances=1, settings=None, sink=(), clients=None,
                 load=True):
        """settings: {service: {name: value}}; sink: options of the mail server; clients: in addition,
        {name: {"roles": ..., ...}} as the registry has them."""
        self.folder = tempfile.mkdtemp(prefix="entraide-town-")
        self.enterprises, self.load_all = enterprises, load
        settings = {**(settings or {})}
        settings["notifier"] = {"retry_first_ms": 200, "retry_cap_ms": 2000,
                                **settings.get("notifier", {})}
        self.cluster = Cluster()
        self.site = TestSite(os.path.join(self.folder, "site"), os.path.join(BUILD, "bin"),
                             self.conninfo, base_port=free_ports(), settings=settings,
                             endpoints_per_service=instances)
        self.instances = {service: [Daemon(self, service, i) for i in range(instances)]
                          for service in SERVICES}
        self.clients = clients or {}
        self.client_keys = {name: Keys.new() for name in self.clients}
        self.mail_path = os.path.join(self.folder, "mails.jsonl")
        self.sink_options = list(sink)
        self.sink = None
        self.smtp_port = 0
        self.opened = []
        self.sandbox = None

    def conninfo(self, service, role):
        """The libpq connection string of the owner or app role."""
        return self.cluster.conninfo(service, f"{service}_{role}")

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
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        self.cluster.__enter__()
        self.start_sink()
        self.site.write()
        self.client_keys.update({name: self.site.keys[name] for name in CLIENTS})
        self.write_registry()
        for service in SERVICES:
            self.site.migrate(service)
        self.start_all()
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

    def start_all(self):
        """The first instances are to be the active ones."""
        for service in SERVICES:
            self[service].start()
        for service in SERVICES:
            self[service].wait_ready()
        for daemon in self.daemons():
            if not daemon.alive:
                daemon.start()

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
        self.site.smtp_url = f"smtp://127.0.0.1:{self.smtp_port}"

    # ---- files ----

    def write_registry(self, without=()):
        """Clients and their rights; `without` names those whose keys are revoked."""
        self.site.write_registry({name: {"keys": [self.client_keys[name].public], **client}
                                  for name, client in self.clients.items() if name not in without})

    def write_config(self, daemon, **changes):
        """The file of an instance with some settings changed or added; None leaves one out."""
        lines = self.site.config(daemon.service, daemon.instance).splitlines()
        lines = [line for line in lines if line.split(" ")[0] not in changes]
        lines += [f"{name} = {value}" for name, value in changes.items() if value is not None]
        write_file(daemon.config, "\n".join(lines) + "\n", 0o600)

    def route(self, reader, producer, endpoints):
        """The reader finds the producer's feed there, from its next start on."""
        self.site.routes = {**self.site.routes, (reader, producer): endpoints}
        for daemon in self.instances[reader]:
            self.write_config(daemon)

    # ---- clients ----

    def addresses(self):
        """Where a client finds the services."""
        return {service: Address(self.site.endpoints(service), self.site.keys[service].public)
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
        self.services = self._all("intake", "intake.service.put")

    def messages(self, service):
        """(type, data) pairs in order."""
        with open(os.path.join(self.folder, f"{service}.jsonl"), encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        return [(item["type"], item["data"]) for item in found]

    def _all(self, service, kind):
        return [data for one, data in self.messages(service) if one == kind]
