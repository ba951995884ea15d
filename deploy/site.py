# SPDX-License-Identifier: MPL-2.0
"""A whole installation in one folder: keys, registry of clients, a configuration per daemon and a profile
per client, and the life of the processes that were started from it.

    from deploy.site import Site        # the root of the repository is on sys.path

    site = Site(folder, bin_dir, conninfo)   # conninfo("intake", "owner" or "app") -> libpq string
    site.write()
    site.migrate("intake")
    site.start("intake")
    site.wait_ready("intake")

Instance 0 of a service is the usual one, instance 1 its standby. Nothing is ever stopped that was not
started from this folder: a process is known by its id and its start time, both in its pid file.
"""

import os
import re
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request

import zmq

SERVICES = ("intake", "matcher", "billing", "notifier")
UPSTREAMS = {
    "intake": ("matcher", "billing"),
    "matcher": ("intake", "billing"),
    "billing": ("intake", "matcher"),
    "notifier": ("intake", "matcher", "billing"),
}
PORTS_PER_KIND = 10  # between the first endpoint and the first HTTP port
# Our own pages are asked directly, whatever proxy the environment names.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def read_events():
    """(types of the events that some service listens to, types of all events), as the contract has them."""
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "proto", "messages")
    texts = {name: open(os.path.join(folder, name), encoding="utf-8").read()
             for name in sorted(os.listdir(folder)) if name.endswith(".def")}
    types = dict(re.findall(r'^MESSAGE\((\w+), "([^"]+)", EVENT', "".join(texts.values()), re.M))
    heard = re.findall(r"^CONSUMES\(\w+, (\w+)\)", texts["flows.def"], re.M)
    return tuple(dict.fromkeys(types[name] for name in heard)), tuple(types.values())


# What the houses tell each other, and what a portal may follow.
EVENTS, ALL_EVENTS = read_events()
STORY_EVENTS = tuple(event for event in ALL_EVENTS if event.split(".")[1] in
                     ("request", "plan", "need", "quote", "engagement", "document"))
ROLES = {
    "peer": {"types": ("feed.open", *EVENTS), "pii": False},
    "teller": {"types": ("feed.open", *EVENTS), "pii": True},  # who writes to people needs their keys
    "operator": {"types": ("*",), "pii": True},
    "portal": {"types": ("feed.open", "resolve", "command.list",
                         "intake.request.submit", "intake.request.get",
                         "intake.request.list", "intake.request.answer", "intake.request.update",
                         "intake.request.withdraw", "intake.request.reopen",
                         "intake.eligibility.get", "intake.contact.put", "intake.contact.erase",
                         "intake.contact.list", "intake.organisation.get", "intake.member.list",
                         "intake.catalogue.list", "intake.service.get",
                         "matcher.plan.decide", "matcher.plan.renew", "matcher.plan.get",
                         "matcher.match.explain", "matcher.release.decide",
                         "matcher.need.confirm", "matcher.need.dispute",
                         "billing.quote.list", "billing.engagement.get", "billing.document.get",
                         "billing.share.propose", "billing.share.respond", "billing.engagement.consent",
                         "billing.document.list", "billing.document.render", "billing.statement.get",
                         "billing.period.get", "billing.allocation.get", "billing.line.explain",
                         "billing.certificate.get",
                         *STORY_EVENTS), "pii": False},
    "professionals": {"types": ("resolve", "command.list", "matcher.offer.respond", "matcher.offer.list",
                                "matcher.assignment.release", "matcher.need.finish", "intake.need.suggest",
                                "billing.engagement.get", "billing.work.log",
                                "billing.work.batch", "billing.work.submit",
                                "billing.work.reverse", "billing.work.list", "billing.engagement.ask"), "pii": False},
}
CLIENTS = {
    "operator": {"roles": ("operator",),
                 "actors": ("system", "contact", "adviser", "professional", "network", "operator")},
    "portal": {"roles": ("portal",), "actors": ("system", "contact", "adviser")},
    "professionals": {"roles": ("professionals",), "actors": ("system", "professional")},
}


class SiteError(Exception):
    """A daemon did not do what was asked; the text holds the end of its log."""


class Keys:
    """A CURVE key pair in Z85 and where it is kept: FILE, readable by all, and FILE_secret."""

    def __init__(self, path):
        self.path, self.secret_path = path, path + "_secret"
        if not os.path.exists(self.secret_path):
            public, secret = (key.decode() for key in zmq.curve_keypair())
            write_file(path, self._text(public), 0o644)
            write_file(self.secret_path, self._text(public, secret), 0o600)
        self.public, self.secret = self._read("public"), self._read("secret")

    @staticmethod
    def _text(public, secret=None):
        lines = ["metadata", "curve", f'    public-key = "{public}"']
        return "\n".join(lines + ([f'    secret-key = "{secret}"'] if secret else [])) + "\n"

    def _read(self, kind):
        with open(self.secret_path, encoding="utf-8") as file:
            for line in file:
                if line.strip().startswith(f'{kind}-key = "'):
                    return line.split('"')[1]
        raise SiteError(f"{self.secret_path}: no line {kind}-key")


def write_file(path, text, mode=0o644):
    """Writes a file that is never seen half-written, nor with wider rights than it has in the end."""
    fresh = path + ".new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w",
              encoding="utf-8") as file:
        file.write(text)
    os.chmod(fresh, mode)
    os.replace(fresh, path)


def quote(value):
    """A text for a configuration. Single quotes: between double ones ${...} would be expanded."""
    if "'" in str(value) or "\\" in str(value):
        raise SiteError(f"a setting may not hold a quote or a backslash: {value}")
    return f"'{value}'"


def quote_list(values):
    """A list for a configuration."""
    return "{" + ", ".join(quote(value) for value in values) + "}"


def start_time(pid):
    """When the process began, in clock ticks since boot; None when it is gone or only a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else int(fields[19])


class PidFile:
    """A process that can be found again by another program, and mistaken for no other."""

    def __init__(self, path):
        self.path = path

    def write(self, pid):
        """Remembers a running process."""
        write_file(self.path, f"{pid} {start_time(pid)}\n")

    def pid(self):
        """The process, or None when there is none or its id belongs to somebody else now."""
        try:
            with open(self.path, encoding="utf-8") as file:
                pid, began = file.read().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if began == str(start_time(int(pid))) else None

    def signal(self, number):
        """Sends a signal; False when the process is gone."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, number)
        return pid is not None

    def wait_end(self, timeout_s=15.0):
        """Returns when the process is gone; SIGKILL when it takes too long."""
        deadline = time.monotonic() + timeout_s
        while self.pid() is not None:
            if time.monotonic() > deadline:
                self.signal(signal.SIGKILL)
            time.sleep(0.02)

    def stop(self):
        """SIGTERM and its end. True when there was something to stop."""
        running = self.signal(signal.SIGTERM)
        self.wait_end()
        return running


class Site:
    """See the top of the file. settings: {service: {name: value}} goes before the defaults; clients:
    those who get a key, a profile and a place in the registry, {name: {roles, actors, ...}}."""

    def __init__(self, folder, bin_dir, conninfo, *, base_port=5701, http_base=None,
                 smtp_url="smtp://127.0.0.1:5725", sandbox=True, endpoints_per_service=1,
                 settings=None, clients=None):
        self.folder, self.bin_dir = os.path.abspath(folder), os.path.abspath(bin_dir)
        self.conninfo = conninfo
        self.base_port = base_port
        self.http_base = http_base or base_port + PORTS_PER_KIND
        self.smtp_url, self.sandbox = smtp_url, sandbox
        self.instances = endpoints_per_service
        self.settings = settings or {}
        self.clients = CLIENTS if clients is None else clients
        self.registry = os.path.join(self.folder, "clients.conf")
        self.keys = {}
        self.certificate_key = self.path("keys/certificate.key_secret")  # what billing signs with
        self.processes = {}  # name of the instance -> Popen

    # ---- names and places ----

    def name(self, service, instance=0):
        """The name of an instance: intake, intake-1, ..."""
        return f"{service}-{instance}" if instance else service

    def path(self, name):
        """A place in the folder."""
        return os.path.join(self.folder, name)

    def port(self, service, instance=0, base=None):
        """The port of an instance's endpoint."""
        offset = len(SERVICES) * instance + SERVICES.index(service)
        if offset >= PORTS_PER_KIND:
            raise SiteError(f"there are ports for {PORTS_PER_KIND // len(SERVICES)} instances")
        return (self.base_port if base is None else base) + offset

    def endpoint(self, service, instance=0):
        """Where clients and readers connect."""
        return f"tcp://127.0.0.1:{self.port(service, instance)}"

    def endpoints(self, service):
        """Those of all its instances."""
        return [self.endpoint(service, instance) for instance in range(self.instances)]

    def http(self, service, instance=0):
        """address:port of /live, /ready and /metrics."""
        return f"127.0.0.1:{self.port(service, instance, self.http_base)}"

    def config_path(self, service, instance=0):
        """The configuration of an instance."""
        return self.path(self.name(service, instance) + ".conf")

    def profile_path(self, client):
        """The profile for `entraide --config`; the operator's is called client.conf."""
        return self.path("client.conf" if client == "operator" else f"{client}.conf")

    def log_path(self, service, instance=0):
        """What the instance writes."""
        return self.path(os.path.join("log", self.name(service, instance) + ".log"))

    def pid_file(self, service, instance=0):
        """Its process, for other programs too."""
        return PidFile(self.path(os.path.join("pid", self.name(service, instance))))

    # ---- files ----

    def write(self):
        """Writes all files. Keys that exist are kept, everything else is written again."""
        os.makedirs(self.path("keys"), exist_ok=True)
        os.chmod(self.path("keys"), 0o700)
        for name in (*SERVICES, *self.clients):
            self.keys[name] = Keys(self.path(f"keys/{name}.key"))
        if not os.path.exists(self.certificate_key):
            write_file(self.certificate_key, secrets.token_hex(32) + "\n", 0o600)
        self.write_registry()
        for service in SERVICES:
            for instance in range(self.instances):
                write_file(self.config_path(service, instance), self.config(service, instance), 0o600)
        for client in self.clients:
            write_file(self.profile_path(client), self.profile(client))

    def write_registry(self, clients=None):
        """Writes the registry; clients: {name: {keys, roles, actors, ...}} that come in addition."""
        lines = ["# Who may do what. Read again within a second of a change."]
        for name, role in ROLES.items():
            lines += [f'role "{name}" {{', f"    types = {quote_list(role['types'])}",
                      f"    pii = {str(role['pii']).lower()}", "}"]
        known = {service: {"keys": [self.keys[service].public],
                           "roles": ("teller" if service == "notifier" else "peer",)}
                 for service in SERVICES}
        for name, client in self.clients.items():
            known[name] = {"keys": [self.keys[name].public], **client}
        known.update(clients or {})
        for name, client in known.items():
            lists = [(key, client[key]) for key in ("keys", "roles", "actors", "organisations") if client.get(key)]
            lines += [f'client "{name}" {{', *(f"    {key} = {quote_list(value)}" for key, value in lists),
                      f"    rate = {client.get('rate', 0)}", "}"]
        lines += self.others(known)
        self.adopt_registry("\n".join(lines) + "\n")

    def adopt_registry(self, text):
        """The registry becomes this text. One that exists is changed by the command, so that it stands in the trail
        that this was done, and by whom."""
        if not os.path.exists(self.registry):
            write_file(self.registry, text)
            return
        wanted = self.registry + ".wanted"
        write_file(wanted, text)
        done = subprocess.run([os.path.join(self.bin_dir, "entraide"), "keys", "adopt", wanted, "--registry",
                               self.registry], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        os.remove(wanted)
        if done.returncode != 0:
            raise SiteError(f"keys adopt ended with {done.returncode}: {done.stdout}")

    def others(self, known):
        """The clients of the registry that `entraide keys authorize` added, as they stand there."""
        try:
            with open(self.registry, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            return []
        sections = re.finditer(r'^client "([^"]+)" \{\n.*?^\}$', text, re.M | re.S)
        return [section[0] for section in sections if section[1] not in known]

    def config(self, service, instance=0):
        """The configuration of one instance, as text."""
        settings = {
            "database": self.conninfo(service, "app"),
            "database_owner": self.conninfo(service, "owner"),
            "endpoint": self.endpoint(service, instance),
            "secret_key": self.keys[service].secret_path,
            "registry": self.registry,
            "http": self.http(service, instance),
            "sandbox": str(self.sandbox).lower(),
        }
        if service == "notifier":
            settings["smtp_url"] = self.smtp_url
        if service == "billing":
            settings["certificate_key"] = self.certificate_key
        settings.update(self.settings.get(service, {}))
        lines = [f"# {self.name(service, instance)}: entraide-{service} --print-defaults tells all settings"]
        lines += [f"{name} = {quote(value)}" for name, value in settings.items()]
        for upstream in UPSTREAMS[service]:
            lines.append(f"upstream_{upstream} = {quote_list(self.endpoints(upstream))}")
            lines.append(f"upstream_{upstream}_key = {quote(self.keys[upstream].public)}")
        return "\n".join(lines) + "\n"

    def profile(self, client):
        """A profile of the command `entraide`, as text."""
        lines = [f"name = {quote(client)}", f"key = {quote(self.keys[client].secret_path)}"]
        for service in SERVICES:
            lines.append(f"service {service} {{ endpoints = {quote(','.join(self.endpoints(service)))}"
                         f"  key = {quote(self.keys[service].public)} }}")
        return "\n".join(lines) + "\n"

    # ---- processes ----

    def make_run_folders(self):
        """Where logs and pid files go."""
        for name in ("log", "pid"):
            os.makedirs(self.path(name), exist_ok=True)

    def program(self, service):
        """The daemon of a service."""
        return os.path.join(self.bin_dir, f"entraide-{service}")

    def migrate(self, service):
        """Brings the database up to date, as its owner."""
        done = subprocess.run([self.program(service), "--config", self.config_path(service),
                               "--migrate"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        if done.returncode != 0:
            raise SiteError(f"{service} --migrate ended with {done.returncode}:\n{done.stdout}")

    def start(self, service, instance=0):
        """Starts an instance, which outlives this program; its output is added to its log."""
        command = [self.program(service), "--config", self.config_path(service, instance)]
        self.make_run_folders()
        with open(self.log_path(service, instance), "ab") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       cwd="/", start_new_session=True)
        self.processes[self.name(service, instance)] = process
        self.pid_file(service, instance).write(process.pid)
        return process

    def log_tail(self, service, instance=0, lines=20):
        """The end of an instance's log."""
        try:
            with open(self.log_path(service, instance), encoding="utf-8", errors="replace") as log:
                return "".join(log.readlines()[-lines:])
        except FileNotFoundError:
            return ""

    def is_ready(self, service, instance=0, page="ready"):
        """True when the instance says so; page "live" is what a standby answers too."""
        try:
            url = f"http://{self.http(service, instance)}/{page}"
            with _opener.open(url, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self, service, instance=0, timeout_s=20.0, page="ready"):
        """Returns when the instance is ready; raises when it ends or time is over."""
        deadline = time.monotonic() + timeout_s
        process = self.processes.get(self.name(service, instance))
        while not self.is_ready(service, instance, page):
            ended = process is not None and process.poll() is not None
            if ended or time.monotonic() > deadline:
                how = f"ended with {process.returncode}" if ended else f"not {page} in {timeout_s} s"
                raise SiteError(f"{self.name(service, instance)} {how}:\n"
                                f"{self.log_tail(service, instance)}")
            time.sleep(0.02)

    def wait_end(self, service, instance=0, timeout_s=15.0):
        """The exit code of an instance that this program started."""
        process = self.processes.pop(self.name(service, instance))
        try:
            return process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.processes[self.name(service, instance)] = process
            raise SiteError(f"{self.name(service, instance)} still runs after {timeout_s} s:\n"
                            f"{self.log_tail(service, instance)}") from None

    def stop(self, service, instance=0, timeout_s=15.0):
        """SIGTERM; returns the exit code. Raises when it does not end in time."""
        self.processes[self.name(service, instance)].send_signal(signal.SIGTERM)
        return self.wait_end(service, instance, timeout_s)

    def kill(self, service, instance=0):
        """SIGKILL, as a crash."""
        self.processes[self.name(service, instance)].kill()
        return self.wait_end(service, instance)

    def start_all(self, instance=0):
        """Starts the four and waits until each is ready."""
        for service in SERVICES:
            self.start(service, instance)
        for service in SERVICES:
            self.wait_ready(service, instance, page="live" if instance else "ready")

    def stop_all(self):
        """Stops everything that was started from this folder, by this program or another. The names."""
        running = [(service, instance) for service in SERVICES for instance in range(self.instances)
                   if self.pid_file(service, instance).signal(signal.SIGTERM)]
        for one in running:
            self.pid_file(*one).wait_end()
        for process in self.processes.values():
            process.wait()
        self.processes.clear()
        return [self.name(*one) for one in running]
