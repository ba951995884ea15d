# SPDX-License-Identifier: MPL-2.0
"""The command `entraide` as Python functions: every answer is what a daemon really said."""

import json
import os
import subprocess


def short(path):
    """A path as one would type it here."""
    near = os.path.relpath(path)
    return path if near.startswith("..") else near


class Refused(Exception):
    """An answer other than done; code is the number of the error, 0 when there was no answer."""

    def __init__(self, type_, code, words):
        super().__init__(f"{type_}: {words}")
        self.code = code


class Entraide:
    """The command with the profiles of a site."""

    def __init__(self, site):
        self.site = site
        self.program = os.path.join(site.bin_dir, "entraide")

    def run(self, client, *arguments, text=""):
        """Runs the command in a client's name; the finished process."""
        command = [self.program, "--config", self.site.profile_path(client), *arguments]
        return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=False)

    def must(self, client, *arguments):
        """Runs the command; it must end well."""
        done = self.run(client, *arguments)
        if done.returncode != 0:
            raise Refused(" ".join(arguments), 0, (done.stderr + done.stdout).strip())
        return done

    def send(self, client, type_, **data):
        """Sends a command or a query; the data of the answer."""
        done = self.run(client, "send", type_, "-", text=json.dumps(data))
        reply = json.loads(done.stdout) if done.stdout else {}
        if done.returncode != 0:
            raise Refused(type_, reply.get("code", 0), done.stderr.strip())
        return reply["data"]

    def ask(self, client, type_, **data):
        """A query; None where the thing is not there (yet)."""
        try:
            return self.send(client, type_, **data)
        except Refused as refusal:
            if refusal.code == 3007:
                return None
            raise

    def load(self, path):
        """Sends a file of commands, a window of them at once; how many were done."""
        done = self.run("operator", "send", "--lines", path)
        if done.returncode != 0:
            raise Refused(os.path.basename(path), 0, done.stderr.strip()[-2000:])
        return json.loads(done.stdout)["done"]

    def status(self):
        """How the four services are, by name; None unless all answered."""
        done = self.run("operator", "--json", "status")
        if done.returncode not in (0, 1) or not done.stdout:
            return None
        return {service["service"]: service for service in json.loads(done.stdout)}

    def settled(self):
        """The status when every service has read every feed to its head; else None."""
        status = self.status()
        upstreams = [one for service in (status or {}).values() for one in service["upstreams"]]
        caught_up = all(one.get("connected") and
                        one["cursor_seq"] == status[one["service"]]["head_seq"] for one in upstreams)
        return status if upstreams and caught_up else None

    def trace(self, root):
        """The story of a request: as the command prints it, and as events."""
        return (self.run("operator", "trace", root).stdout,
                json.loads(self.run("operator", "--json", "trace", root).stdout))
