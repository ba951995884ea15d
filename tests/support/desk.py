# SPDX-License-Identifier: MPL-2.0
"""The desk of the co-operative: a client that speaks for whom a step says, and what stories of requests share."""

import contextlib
import signal

from bus import id_bytes, new_id
from daemons import wait_for
from job import accept_all, asking, decision, offers_of, request_of, wait, wait_plan
from story import equal, holds

LAW, BOOKS, ROLES = "legal.advice", "accounting.projections", "organisation.management"
DAY_US = 24 * 60 * 60 * 1000000


class Desk:
    """One client that speaks for whom a step says."""

    def __init__(self, town, client=None):
        self.town, self.client = town, client or town.client()

    def done(self, actor, kind, data):
        """The answer; the step must succeed."""
        return self.client.need(kind, data, actor={"kind": actor, "id": id_bytes(new_id())})

    def refused(self, actor, kind, data, error, path):
        """The step must be refused with this error at this path."""
        reply = self.client.call(kind, data, actor={"kind": actor, "id": id_bytes(new_id())})
        equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)

    def get(self, request):
        """The request as it stands."""
        return self.client.need("intake.request.get", {"id": request})

    def state(self, request):
        """Only where it stands."""
        return self.get(request)["state"]

    def wait_state(self, request, state):
        """Waits until it stands there."""
        return wait(lambda: (now := self.get(request))["state"] == state and now,
                    f"{request} to be {state}")

    def needs(self, request):
        """{service: need} of the needs that are not over."""
        return {need["service"]: need for need in self.get(request).get("needs", [])
                if need.get("state", "confirmed") not in ("refused", "cancelled", "closed")}

    def submit(self, number, services=(LAW,), **more):
        """A new request of the number-th contact."""
        contact = asking(self.town, number)
        return self.done("contact", "intake.request.submit", request_of(contact, services, **more))

    def mails(self, request, template):
        """Messages about the request that were made from the template."""
        found = self.client.need("notifier.message.list", {"request": request}).get("messages", [])
        return [mail for mail in found if mail["template"].split("@")[0] == template]


def set_review(town, word):
    """Sets who looks at requests first, without a restart."""
    town.write_config(town["intake"], review=f"'{word}'")
    town["intake"].signal(signal.SIGHUP)
    desk, want = Desk(town), "triage" if word == "adviser" else "received"
    holds(wait_for(lambda: desk.submit(30)["state"] == want, 10, pause_s=0.1), f"review is {word}")


@contextlib.contextmanager
def reviewed(town):
    """Meanwhile an adviser looks at requests first."""
    set_review(town, "adviser")
    try:
        yield Desk(town)
    finally:
        set_review(town, "none")


def sketch_of(town, network=None, **more):
    """An organisation that nobody knows."""
    return {"name": f"Coopérative neuve {new_id()[-6:]}", "kind": "coop", "region": "ca.qc.montreal",
            "contact_name": "Ana Neuve", "contact_email": f"{new_id()[-6:]}@neuve.example",
            "language": "fr", **({"network": network} if network else {}), **more}


def submit_sketch(desk, sketch, **more):
    """A request of the sketch."""
    return desk.done("contact", "intake.request.submit",
                     {"source_ref": new_id(), "sketch": sketch, "needs": [{"service": LAW}], **more})


def finish_all(desk, request):
    """Every need is done and confirmed."""
    for offer in offers_of(desk.client, request, "accepted"):
        need = {"request": request, "need": offer["need"]}
        desk.client.need("matcher.need.finish", {**need, "professional": offer["professional"]})
        desk.client.need("matcher.need.confirm", need)


def completed_job(desk, number, services):
    """A request whose needs are all closed."""
    request = desk.submit(number, services)["id"]
    desk.client.need("matcher.plan.decide", decision(wait_plan(desk.client, request)))
    accept_all(desk.client, request)
    desk.wait_state(request, "in_progress")
    finish_all(desk, request)
    desk.wait_state(request, "completed")
    return request


def later(town, offset_us):
    """The intake's clock is ahead from now on."""
    town["intake"].stop()
    town.write_config(town["intake"], clock_offset_us=f"'{offset_us}'")
    town["intake"].start()
    town["intake"].wait_ready()
