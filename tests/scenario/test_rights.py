#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Who may do what: everything else is refused, logged and counted."""

import os
import shutil
import subprocess
import sys
import time

import zmq

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Address, Client, Feed, Keys, Peer, Reply, new_id, pack
from cluster import SERVICES
from daemons import Town, program, wait_for
from job import asking, request_of
from story import Skip, equal, holds, stories_of, tell

REVOKED_WITHIN_S = 1.0
# In front of libzmq: the handshake is not asked about, as when the handler or the domain is missing.
BLIND_LIBRARY = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
int zmq_setsockopt(void *socket, int option, const void *value, size_t size)
{
    int (*real)(void *, int, const void *, size_t) = dlsym(RTLD_NEXT, "zmq_setsockopt");
    return option == 55 || option == 93 ? 0 : real(socket, option, value, size);
}
int zmq_bind(void *socket, const char *endpoint)
{
    int (*real)(void *, const char *) = dlsym(RTLD_NEXT, "zmq_bind");
    return real(socket, strcmp(endpoint, "inproc://zeromq.zap.01") ? endpoint : "inproc://elsewhere");
}
"""


class Watch:
    """What a daemon's counter and log gained since the watch began."""

    def __init__(self, daemon, metric):
        self.daemon, self.metric = daemon, metric
        self.count = daemon.metric(metric)
        self.log_size = len(daemon.log())

    def gained(self):
        """How much the counter rose."""
        return self.daemon.metric(self.metric) - self.count

    def check(self, words, count=1):
        """The counter rose by at least count, and the log has a new line with all the words."""
        holds(wait_for(lambda: self.gained() >= count, 3), f"{self.metric} rose by {count}")
        lines = self.daemon.log()[self.log_size:].splitlines()
        holds(any(all(word in line for word in words) for line in lines),
              f"a log line with {words} in {lines}")


def is_heard(client, service, timeout_s=1.5):
    """Something comes back."""
    peer = client.peer(service)
    end = time.monotonic() + timeout_s
    frame = pack("status.get", {}, id=new_id())
    return peer.send(frame, end) and peer.receive(end - time.monotonic()) is not None


def story_unknown_key(town):
    """A key that is not in the registry gets no connection to any daemon."""
    for service in SERVICES:
        watch = Watch(town[service], 'refused_total{reason="handshake"}')
        stranger = town.client("stranger", Keys.new())
        holds(not is_heard(stranger, service), f"{service} does not hear a stranger")
        watch.check(["connection refused"])
        stranger.close()


def story_no_key(town):
    """Without a key (NULL and PLAIN mechanism) there is no connection to any daemon."""
    for service in SERVICES:
        watch = Watch(town[service], 'refused_total{reason="mechanism"}')
        address = town.addresses()[service]
        naked = Peer(None, address)
        plain = zmq.Context.instance().socket(zmq.DEALER)
        plain.linger, plain.plain_username, plain.plain_password = 0, b"operator", b"operator"
        plain.connect(address.endpoints[0])
        plain.send(pack("status.get", {}, id=new_id()), zmq.NOBLOCK)
        sent = naked.send(pack("status.get", {}, id=new_id()), time.monotonic() + 1)
        heard = plain.poll(500) or (sent and naked.receive(0.5))
        holds(not heard, f"{service} does not hear a client without a key")
        watch.check(["connection refused", "not with CURVE"], 2)
        naked.close()
        plain.close()


def story_wrong_server_key(town):
    """A client that knows another key of the service does not speak to it: nobody can stand in between."""
    address = Address(town["intake"].endpoint.split(), Keys.new().public)
    client = Client("operator", town.client_keys["operator"], {"intake": address})
    holds(not is_heard(client, "intake"), "the handshake fails")
    client.close()


def story_revoked(town):
    """A key taken out of the registry is refused on its open connection within a second, its feed ends,
    and it gets no new connection; put back, it may again."""
    visitor = town.client("visitor")
    holds(is_heard(visitor, "intake"), "the visitor is known")
    feed = Feed(visitor, "intake")
    feed.read_all()
    watch = Watch(town["intake"], 'refused_total{reason="revoked"}')
    town.write_registry(without=["visitor"])
    start, code = time.monotonic(), 0
    while not code and time.monotonic() - start < 3 * REVOKED_WITHIN_S:
        visitor.send_raw("intake", pack("status.get", {}, id=new_id()))
        code = (visitor.receive("intake", 1) or Reply(b"\x80")).code
        took_s = time.monotonic() - start
    equal(code, 2004, "E_REVOKED")
    holds(took_s <= REVOKED_WITHIN_S, f"revoked after {took_s:.2f} s")
    watch.check(["message of a revoked key refused"])
    operator = town.client()
    operator.need("intake.request.submit", request_of(asking(town)))
    holds(not feed.step(1.5), "its feed brings nothing any more")
    holds(not is_heard(town.client("visitor"), "intake"), "no new connection")
    town.write_registry()
    holds(wait_for(lambda: is_heard(town.client("visitor"), "intake"), 5), "known again")
    feed.close()


def story_broken_registry(town):
    """A registry that is wrong is told and changes nothing: all or nothing."""
    log_size = len(town["intake"].log())
    with open(town.site.registry, "a", encoding="utf-8") as registry:
        registry.write('client "half" { keys = {"too short"} }\n')
    holds(wait_for(lambda: "registry is wrong" in town["intake"].log()[log_size:], 3), "it is told")
    holds(is_heard(town.client("visitor"), "intake"), "the one in force stays")
    town.write_registry()
    holds(wait_for(lambda: "registry loaded" in town["intake"].log()[log_size:], 3), "and goes on")


def refused(client, kind, data, error, path, **envelope):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data, **envelope)
    equal((reply.error, reply.path), (error, path), kind)
    holds(reply.status in ("error", "refused"), repr(reply))


def story_role(town):
    """A key without a role for the type is refused, whether command or query."""
    worker = town.client("worker")
    watch = Watch(town["intake"], 'flow_total{what="denied"}')
    refused(worker, "intake.request.submit", request_of(asking(town)), "E_DENIED", "type")
    refused(worker, "intake.request.get", {"id": new_id()}, "E_DENIED", "type")
    watch.check(["no right", "client=worker", "type=intake.request.submit"], 2)


def story_feed_role(town):
    """A feed is opened only with the right to; events of types outside the role come as their digest, so
    that the chain still verifies."""
    closed = Feed(town.client("worker"), "intake")
    closed.read_all(5)
    equal(closed.refused, "denied")
    operator = town.client()
    operator.need("intake.request.submit", request_of(asking(town)))
    some, whole = Feed(town.client("portal"), "intake"), Feed(operator, "intake")
    seen, everything = some.read_all(), whole.read_all()
    equal({event["type"] for event in seen}, {"intake.request.received"})
    equal(some.hidden, len(everything) - len(seen), "hidden events")
    equal((some.seq, some.chain), (whole.seq, whole.chain))
    equal(some.keys, {}, "keys for a client without the role pii")
    holds(whole.keys, "keys for a client with the role pii")
    some.close()
    whole.close()
    closed.close()


def story_actor(town):
    """A key may speak only for the kinds of actor that the registry names."""
    watch = Watch(town["intake"], 'flow_total{what="denied"}')
    visitor = town.client("visitor")
    refused(visitor, "intake.request.submit", request_of(asking(town)), "E_ACTOR", "actor.kind",
            actor={"kind": "operator"})
    holds(visitor.call("intake.request.submit", request_of(asking(town)),
                       actor={"kind": "contact", "id": asking(town)["id"]}).done, "a contact may")
    watch.check(["no right", "client=visitor"])


def story_scope(town):
    """A key for one organisation cannot submit for, or ask about, another."""
    watch = Watch(town["intake"], 'flow_total{what="denied"}')
    own, other = asking(town, 0), asking(town, 1)
    scoped = town.client("scoped")
    taken = scoped.need("intake.request.submit", request_of(own))
    foreign = town.client().need("intake.request.submit", request_of(other))
    refused(scoped, "intake.request.submit", request_of(other), "E_SCOPE", "data.organisation")
    refused(scoped, "intake.eligibility.get", {"organisation": other["organisation"]}, "E_SCOPE",
            "data.organisation")
    refused(scoped, "intake.request.get", {"id": foreign["id"]}, "E_SCOPE", "data.id")
    equal(scoped.need("intake.request.get", {"id": taken["id"]})["organisation"], own["organisation"])
    watch.check(["no right", "client=scoped"], 3)


def story_pii(town):
    """Without the role pii the words of a request are not shown."""
    operator, portal = town.client(), town.client("portal")
    request = operator.need("intake.request.submit", request_of(asking(town), text="Mots privés"))["id"]
    equal(operator.need("intake.request.get", {"id": request}).get("text"), "Mots privés")
    equal(portal.need("intake.request.get", {"id": request}).get("text"), None)


def story_rate(town):
    """A client above its rate is told E_BUSY and when to come again; nothing of it is lost or done twice."""
    slow = town.client("slow")
    ids = [new_id() for _ in range(60)]
    for one in ids:
        slow.send_raw("intake", pack("intake.eligibility.get",
                                     {"organisation": asking(town)["organisation"]}, id=one))
    replies = [slow.receive("intake", 5) for _ in ids]
    busy = [reply for reply in replies if reply.error == "E_BUSY"]
    holds(10 <= len(busy) < 60, f"{len(busy)} of 60 are told to come again")
    holds(all(reply.retry_after_ms > 0 for reply in busy), "when is said")
    equal({reply.re for reply in replies}, set(ids))


def story_self_test(town):
    """A daemon in which handshakes are not judged does not start, and says why."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise Skip("no C compiler to put a blind libzmq in front")
    source, library = (os.path.join(town.folder, name) for name in ("blind.c", "blind.so"))
    with open(source, "w", encoding="utf-8") as text:
        text.write(BLIND_LIBRARY)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    daemon = town["notifier"]
    equal(daemon.stop(), 0)
    for preload, good in ((library, False), ("", True)):
        process = subprocess.Popen([program("entraide-notifier"), "--config", daemon.config], text=True,
                                   stderr=subprocess.PIPE, env={**os.environ, "LD_PRELOAD": preload})
        daemon.process = process
        if good:
            daemon.wait_ready()
            process.terminate()
            equal(process.wait(20), 0)
            continue
        _, errors = process.communicate(timeout=20)
        holds(process.returncode != 0, f"exit code {process.returncode}")
        holds("self-test of handshakes failed" in errors, errors)
        holds(not daemon.ready() and "msg=active" not in errors, "it never served")


def main():
    """One town with a few more clients."""
    portal = {"roles": ("portal",), "actors": ("system", "contact")}
    clients = {"visitor": {"roles": ("operator",), "actors": ("system", "contact")},
               "worker": {"roles": ("professionals",), "actors": ("system", "professional")},
               "slow": {**portal, "rate": 20}, "scoped": {**portal, "organisations": ()}}
    town = Town(clients=clients)
    with town:
        town.clients["scoped"]["organisations"] = (asking(town, 0)["organisation"],)
        town.write_registry()
        time.sleep(1)
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
