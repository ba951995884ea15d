# SPDX-License-Identifier: MPL-2.0
"""The sandbox on this machine: a private PostgreSQL, a mail server that keeps what it takes, and the four
daemons, all in one folder (.run) and on ports of 127.0.0.1 only. Used by deploy/up and deploy/down."""

import fcntl
import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time

from deploy.cluster import REPOSITORY, UNPRIVILEGED_USER, Cluster, unprivileged
from deploy.sandbox.quebec import TIME_ZONE
from deploy.site import SERVICES, PidFile, Site, SiteError

SOCKET_PATH_MAX = 90  # what a UNIX socket's folder may measure, with room for .s.PGSQL.5432
SMTP_OFFSET = 24  # from the first port
PROGRAMS = os.path.join(REPOSITORY, "build", "release", "bin")


class LocalError(Exception):
    """The sandbox cannot be started; the text says what to do."""


def database_folder(folder):
    """Where the cluster lives: in the folder, unless its unprivileged user cannot get there or the path
    is too long for a UNIX socket; then below /var/tmp, with a link in the folder."""
    inside = os.path.join(folder, "postgresql")
    if os.path.islink(inside):
        return os.readlink(inside)
    reach = subprocess.run(unprivileged(["test", "-x", folder]), check=False, cwd="/",
                           stderr=subprocess.DEVNULL).returncode == 0
    if reach and len(inside) <= SOCKET_PATH_MAX:
        os.makedirs(inside, exist_ok=True)
        return inside
    name = hashlib.sha256(folder.encode()).hexdigest()[:12]
    outside = f"/var/tmp/entraide-{os.geteuid()}-{name}"
    owners = {os.geteuid()}
    if os.geteuid() == 0:
        owners.add(pwd.getpwnam(UNPRIVILEGED_USER).pw_uid)
    os.makedirs(outside, mode=0o700, exist_ok=True)
    # Everybody may write to /var/tmp: what is there under our name must be ours.
    if os.path.islink(outside) or os.stat(outside).st_uid not in owners:
        raise LocalError(f"{outside} belongs to somebody else: remove it, or use --folder")
    os.symlink(outside, inside)
    return outside


class Local:
    """One sandbox."""

    def __init__(self, folder, base_port=5701, bin_dir=PROGRAMS):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.base_port = base_port
        self.smtp_port = base_port + SMTP_OFFSET
        self.cluster = Cluster(folder=database_folder(self.folder), lasting=True)
        self.site = Site(self.folder, bin_dir, self.conninfo, base_port=base_port,
                         smtp_url=f"smtp://127.0.0.1:{self.smtp_port}",
                         settings={service: {"time_zone": TIME_ZONE} for service in SERVICES})
        self.mail_path = self.site.path("mails.jsonl")
        self.sink_pid = PidFile(self.site.path("pid/smtp"))
        self.sink = None
        self.lock = open(self.site.path("lock"), "w", encoding="utf-8")
        self.locked = False

    def conninfo(self, service, role):
        """The connection string of a service's owner or app role."""
        return self.cluster.conninfo(service, f"{service}_{role}")

    def take_lock(self):
        """Two programs must not work on one folder at once."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalError(f"another deploy/up or deploy/down works on {self.folder}") from None
        self.locked = True

    # ---- start ----

    def check_programs(self):
        """All programs are there."""
        for name in ("entraide", *(f"entraide-{service}" for service in SERVICES)):
            if not os.access(os.path.join(self.site.bin_dir, name), os.X_OK):
                raise LocalError(f"there is no program {name} in {self.site.bin_dir}: build it first")

    def check_ports(self):
        """All ports are free, or it is said which one is not."""
        ports = [self.site.port(service, 0, base) for service in SERVICES
                 for base in (self.site.base_port, self.site.http_base)]
        for port in (*ports, self.smtp_port):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    raise LocalError(f"port {port} is used by another program: stop that, or give "
                                     f"--base-port PORT") from None

    def start_database(self):
        """The cluster, made when it is not there yet."""
        if not self.cluster.exists():
            self.cluster.create()
        self.cluster.start()
        if self.cluster.psql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'notifier'") == "":
            self.cluster.create_databases()

    def start_mail_server(self):
        """A real SMTP server that keeps each mail as a line of JSON."""
        script = os.path.join(REPOSITORY, "deploy", "sandbox", "smtp_sink.py")
        command = [sys.executable, script, "--port", str(self.smtp_port), "--out", self.mail_path]
        self.site.make_run_folders()
        with open(self.site.path("log/smtp.log"), "ab") as log:
            self.sink = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=log, start_new_session=True, text=True)
        self.sink_pid.write(self.sink.pid)
        if not self.sink.stdout.readline().startswith("ready"):
            raise LocalError(f"the mail server did not start, see {self.site.path('log/smtp.log')}")

    def start_daemons(self):
        """Migrates the four databases, then starts the four daemons."""
        for service in SERVICES:
            self.site.migrate(service)
        self.site.start_all()

    # ---- stop ----

    def stop(self):
        """Stops what was started from this folder, by this program or another; the names."""
        stopped = self.site.stop_all()
        if self.sink_pid.stop():
            stopped.append("mail server")
        if self.sink is not None:
            self.sink.wait()
            self.sink = None
        if self.cluster.exists() and self.cluster.stop_lasting():
            stopped.append("PostgreSQL")
        return stopped

    def erase(self):
        """Removes everything in the folder, and the database wherever it is."""
        shutil.rmtree(self.cluster.folder, ignore_errors=True)
        shutil.rmtree(self.folder)

    # ---- look ----

    def mails(self):
        """What the mail server took so far."""
        try:
            with open(self.mail_path, encoding="utf-8") as file:
                return [json.loads(line) for line in file if line.endswith("\n")]
        except FileNotFoundError:
            return []


def wait_for(what, look, timeout_s=30.0):
    """The first answer of look() that is not empty; raises when time is over."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise SiteError(f"waited {timeout_s:.0f} s in vain for: {what}")
        time.sleep(0.05)
