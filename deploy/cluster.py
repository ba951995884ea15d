# SPDX-License-Identifier: MPL-2.0
"""A private PostgreSQL, for a test or for deploy/up: own directory, UNIX socket only, never as root.

    with Cluster() as cluster:
        cluster.migrate("intake")
        print(cluster.psql("intake", "SELECT count(*) FROM event"))
"""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SERVICES = ("intake", "matcher", "billing", "notifier")
UNPRIVILEGED_USER = "postgres"
START_TIMEOUT_S = 60

STOP_SIGNALS = {
    "smart": signal.SIGTERM,  # waits for the clients
    "fast": signal.SIGINT,  # disconnects the clients, then a checkpoint
    "immediate": signal.SIGQUIT,  # no checkpoint: the next start recovers from the log
}

# The socket's directory is closed to others, so that trust says no more than the file mode does.
CREATE_DATABASE = """
CREATE ROLE {name}_owner LOGIN;
CREATE ROLE {name}_app LOGIN;
CREATE DATABASE {name} OWNER {name}_owner;
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO {name}_app;
"""
SEAL_DATABASE = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {name}_owner;
GRANT USAGE ON SCHEMA public TO {name}_app;
"""


class ClusterError(Exception):
    """PostgreSQL did not do what is needed; the text holds its own words."""


def postgres_program(name):
    """The path of a PostgreSQL program; the newest installed version wins."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: int(f.split("/")[-2]))
    path = folders and os.path.join(folders[-1], name) or shutil.which(name)
    if not path or not os.path.exists(path):
        raise ClusterError(f"{name} is not installed")
    return path


def unprivileged(command):
    """The command as it must be run so that it, and all it starts, is not root."""
    if os.geteuid() != 0:
        return list(command)
    user = UNPRIVILEGED_USER
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command]


def run(command, **options):
    """Runs a command and returns its output; its error output becomes the exception's text."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise ClusterError(f"{os.path.basename(command[0])}: {done.stderr.strip()}")
    return done.stdout


class Cluster:
    """One PostgreSQL server with the four databases, each with an owner and an app role."""

    def __init__(self, settings=None, folder=None, lasting=False):
        """settings: PostgreSQL settings that differ; folder: where to live (else temporary); lasting:
        the server outlives this program, another one stops it."""
        self.settings = dict(settings or {})
        self.lasting = lasting
        self.folder = folder or tempfile.mkdtemp(prefix="entraide-pg-")
        self.data = os.path.join(self.folder, "data")
        self.socket_folder = self.folder
        self.log_path = os.path.join(self.folder, "postgresql.log")
        self.process = None
        os.chmod(self.folder, 0o700)
        if os.geteuid() == 0:
            entry = pwd.getpwnam(UNPRIVILEGED_USER)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)

    def __enter__(self):
        try:
            self.create()
            self.start()
            self.create_databases()
        except BaseException:
            self.destroy()
            raise
        return self

    def __exit__(self, *_):
        self.destroy()

    def create(self):
        """Makes the data directory. The superuser is `postgres`, whoever runs this."""
        run(unprivileged([postgres_program("initdb"), "--pgdata", self.data, "--data-checksums",
                          "--username=postgres", "--auth=trust", "--encoding=UTF8",
                          "--locale=C.UTF-8", "--no-sync"]), cwd="/")

    def start(self):
        """Starts the server and returns when it accepts connections."""
        settings = {"listen_addresses": "", "unix_socket_directories": self.socket_folder,
                    "shared_buffers": "64MB", "max_connections": "100", **self.settings}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        server = [postgres_program("postgres"), "-D", self.data, *options]
        if not self.lasting:  # it ends with this program, whatever ends this program
            server = ["setpriv", "--pdeathsig=SIGINT", *server]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(unprivileged(server), stdout=log, stderr=log, cwd="/",
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        self.wait_ready()

    def wait_ready(self):
        """Returns when the server answers; raises with its log when it ends or stays silent."""
        probe = [postgres_program("pg_isready"), "-q", "-h", self.socket_folder, "-d", "postgres"]
        deadline = time.monotonic() + START_TIMEOUT_S
        while subprocess.run(probe, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL did not start:\n{self.log()}")
            time.sleep(0.05)

    def exists(self):
        """The data directory has been made."""
        return os.path.exists(os.path.join(self.data, "PG_VERSION"))

    def stop_lasting(self):
        """Stops the server of the data directory, whoever started it; False when none was running."""
        control = [postgres_program("pg_ctl"), "--pgdata", self.data]
        status = subprocess.run(unprivileged([*control, "status"]), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, check=False, cwd="/")
        if status.returncode != 0:
            return False
        run(unprivileged([*control, "--mode=fast", "--wait", "stop"]), cwd="/")
        if self.process is not None:
            self.process.wait()
            self.process = None
        return True

    def create_databases(self):
        """The four databases, closed to all but their two roles."""
        for name in SERVICES:
            for statement in CREATE_DATABASE.format(name=name).strip().splitlines():
                self.psql("postgres", statement)
            self.psql(name, SEAL_DATABASE.format(name=name))

    def migrate(self, name):
        """Applies the migrations of the runtime, then those of the service, as its owner."""
        for part in ("runtime", name):
            for path in sorted(glob.glob(f"{REPOSITORY}/services/{part}/schema/*.sql")):
                with open(path, encoding="utf-8") as text:
                    self.psql(name, text.read(), user=f"{name}_owner", source=path)

    def conninfo(self, database, user=None):
        """A libpq connection string; the app role of the database unless a user is named."""
        return f"host={self.socket_folder} dbname={database} user={user or database + '_app'}"

    def psql(self, database, sql, user="postgres", source=None):
        """Runs SQL, all or nothing; returns rows as lines, columns separated by '|'."""
        command = [postgres_program("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1",
                   "-v", f"app_role={database}_app", "-f", "-", "-d", self.conninfo(database, user)]
        if "CREATE DATABASE" not in sql and "DROP DATABASE" not in sql:
            command.append("--single-transaction")
        try:
            return run(command, input=sql).strip()
        except ClusterError as error:
            raise ClusterError(f"{source or database}: {error}") from None

    def stop(self, mode="fast"):
        """Stops the server: smart, fast or immediate. Nothing happens when it is down."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(STOP_SIGNALS[mode])
            self.process.wait(START_TIMEOUT_S)
        self.process = None

    def kill_immediate(self):
        """The server vanishes without a checkpoint, as after a power cut of the database host."""
        self.stop("immediate")

    def pause(self):
        """Every process of the server stands still, as on a host that hangs; resume() ends it."""
        self._signal_all(signal.SIGSTOP)

    def resume(self):
        """Ends pause()."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number):
        """The postmaster and its children; each backend leads a process group of its own."""
        pids = run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)]).split()
        for pid in [self.process.pid, *map(int, pids)]:
            os.kill(pid, number)

    def log(self):
        """What the server has written so far."""
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def destroy(self):
        """Stops the server and removes its directory."""
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
