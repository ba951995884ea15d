#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Commands: one effect per id, and an outcome that can always be learned."""

import os
import sys
import time

import msgpack

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Reply, id_text, new_id, pack, unpack
from daemons import Town
from job import asking, decision, request_of, wait_plan
from story import equal, holds, stories_of, tell

DAY_MS = 24 * 3600 * 1000


def reverse_maps(value):
    """The same value with every map written backwards."""
    if isinstance(value, dict):
        return {key: reverse_maps(item) for key, item in reversed(list(value.items()))}
    if isinstance(value, list):
        return [reverse_maps(item) for item in value]
    return value


def submitted(client, town, number):
    """(id, data, reply) of a request that was taken."""
    data = request_of(asking(town, number), text="Bonjour", answers={"a": "1", "b": "2"},
                      services=("legal.advice", "web.site"))
    message_id = new_id()
    reply = client.call("intake.request.submit", data, id=message_id)
    holds(reply.done, repr(reply))
    return message_id, data, reply


def exchange(client, service, frame, message_id):
    """The reply to a frame of our own making."""
    answer = client.exchange(service, frame, message_id, 10)
    holds(answer is not None, "an answer in 10 s")
    return Reply(answer)


def requests_in(town):
    """Requests that intake has stored."""
    return int(town.rows("intake", "SELECT count(*) FROM request")[0][0])


def story_again(town):
    """The same id again, on the same connection or another, is answered by the stored reply, byte for
    byte, and has no second effect."""
    client = town.client("portal")
    message_id, data, first = submitted(client, town, 0)
    before = requests_in(town)
    for again in (client, town.client("portal")):
        reply = again.call("intake.request.submit", data, id=message_id)
        equal(reply.frame, first.frame, "stored reply")
    equal(requests_in(town), before)


def story_together(town):
    """The same id twice in one batch has one effect and two equal answers."""
    client = town.client("portal")
    data = request_of(asking(town, 1))
    message_id = new_id()
    frame = client.pack("intake.request.submit", data, message_id)
    before = requests_in(town)
    for _ in range(5):
        client.send_raw("intake", frame)
    frames = {client.receive("intake", 10).frame for _ in range(5)}
    equal(len(frames), 1, "distinct replies")
    equal(requests_in(town), before + 1)


def story_encoding(town):
    """The same command with its maps in another order, another time_us, traceparent and source, and with
    an unknown key, is the same command."""
    client = town.client("portal")
    message_id, data, first = submitted(client, town, 2)
    frame = unpack(client.pack("intake.request.submit", data, message_id))
    frame = reverse_maps(frame)
    frame.update(time_us=1, source="another program", traceparent="00-" + 32 * "a" + "-" + 16 * "b" + "-01")
    frame["x-unknown"] = ["ignored"]
    reply = exchange(client, "intake", msgpack.packb(frame), message_id)
    equal(reply.frame, first.frame, "stored reply")


def story_conflict(town):
    """The same id with other content is refused with E_CONFLICT and does nothing."""
    client = town.client("portal")
    message_id, data, first = submitted(client, town, 3)
    before = requests_in(town)
    reply = client.call("intake.request.submit", {**data, "text": "Autre chose"}, id=message_id)
    equal((reply.status, reply.error), ("error", "E_CONFLICT"))
    equal(requests_in(town), before)
    equal(client.call("intake.request.submit", data, id=message_id).frame, first.frame)


def story_client(town):
    """Ids belong to the client: another client's use of the same id is another command."""
    portal, operator = town.client("portal"), town.client("operator")
    message_id, data, first = submitted(portal, town, 4)
    reply = operator.call("intake.request.submit", data, id=message_id)
    holds(reply.done and reply.data["id"] != first.data["id"], repr(reply))


def story_duplicate(town):
    """A new id with an old source_ref, as a portal restored from a backup sends it, is refused with
    E_DUPLICATE and the id of what exists."""
    client = town.client("portal")
    _, data, first = submitted(client, town, 5)
    before = requests_in(town)
    for content in (data, {**data, "text": "Autre chose"}):
        reply = client.call("intake.request.submit", content)
        equal((reply.status, reply.error, reply.path), ("refused", "E_DUPLICATE", "data.source_ref"))
        equal(reply.data["id"], first.data["id"])
    equal(requests_in(town), before)


def story_resolve_known(town):
    """resolve gives the stored reply of a command that ran, done or refused."""
    client = town.client("portal")
    message_id, data, first = submitted(client, town, 6)
    equal(client.resolve("intake", message_id).frame, first.frame)
    refused_id = new_id()
    refused = client.call("intake.request.submit", data, id=refused_id)
    equal(refused.error, "E_DUPLICATE")
    equal(client.resolve("intake", refused_id).frame, refused.frame)


def story_resolve_never(town):
    """resolve of an id never seen is final: a late copy of the command finds E_NEVER and does nothing,
    and resolve still says never."""
    client = town.client("portal")
    message_id = new_id()
    equal(client.resolve("intake", message_id), None)
    before = requests_in(town)
    late = client.call("intake.request.submit", request_of(asking(town, 7)), id=message_id)
    equal((late.status, late.error), ("error", "E_NEVER"))
    equal(client.resolve("intake", message_id), None)
    equal(requests_in(town), before)


def story_resolve_race(town):
    """A command and its resolve sent together, in either order, agree: the reply of one is what the
    other says."""
    client = town.client("portal")
    for number in range(10):
        message_id, question_id = new_id(), new_id()
        frames = [client.pack("intake.request.submit", request_of(asking(town, number)), message_id),
                  pack("resolve", {"id": message_id}, id=question_id)]
        for frame in frames if number % 2 else reversed(frames):
            client.send_raw("intake", frame)
        replies = [client.receive("intake", 10) for _ in frames]
        command = next(reply for reply in replies if reply.re == message_id)
        answer = next(reply for reply in replies if reply.re == question_id).data
        if command.done:
            equal((answer["outcome"], answer["reply"]), ("known", command.frame))
        else:
            equal((answer["outcome"], command.error), ("never", "E_NEVER"))


def story_ids(town):
    """An id from before the horizon, from the future, or that is no UUIDv7 is refused and never runs;
    resolve does not pretend to know it."""
    client = town.client("portal")
    before = requests_in(town)
    now_ms = int(time.time() * 1000)
    cases = [(new_id(now_ms - 31 * DAY_MS), "E_TOO_OLD"), (new_id(now_ms + 11 * 60 * 1000), "E_ID"),
             ("11111111-1111-4111-8111-111111111111", "E_ID")]
    for message_id, error in cases:
        data = request_of(asking(town, 8))
        reply = client.call("intake.request.submit", data, id=message_id)
        equal((reply.status, reply.error, reply.path), ("error", error, "id"), message_id)
        answer = client.call("resolve", {"id": message_id}, service="intake")
        equal((answer.error, answer.path), (error, "data.id"), message_id)
    equal(requests_in(town), before)
    near = client.call("intake.request.submit", request_of(asking(town, 8)), id=new_id(now_ms + 5000))
    holds(near.done, "a clock a little ahead is no fault")


def story_refused(town):
    """What was refused stays refused under its id, even when it would be possible now."""
    operator = town.client()
    request = operator.need("intake.request.submit", request_of(asking(town, 9)))["id"]
    plan = wait_plan(operator, request)
    message_id, low = new_id(), decision(plan, 1)
    first = operator.call("matcher.plan.decide", low, id=message_id)
    equal((first.status, first.error), ("refused", "E_OVER_LIMIT"))
    operator.need("matcher.plan.decide", decision(plan))
    equal(operator.call("matcher.plan.decide", low, id=message_id).frame, first.frame)


def story_restart(town):
    """Stored replies outlive the daemon."""
    client = town.client("portal")
    message_id, data, first = submitted(client, town, 10)
    town["intake"].kill()
    town["intake"].start()
    town["intake"].wait_ready()
    equal(client.call("intake.request.submit", data, id=message_id).frame, first.frame)


def story_revision(town):
    """expected_rev: a change of something that has changed meanwhile is refused with E_REV."""
    operator = town.client()
    one = next(iter(town.sandbox.organisations.values()))
    data = {**one, "name": "Nom neuf"}
    rev = operator.need("intake.organisation.put", data)["rev"]
    stale = operator.call("intake.organisation.put",
                          {**one, "name": "Nom autre", "expected_rev": rev - 1})
    equal((stale.status, stale.error, stale.path), ("refused", "E_REV", "data.expected_rev"))
    again = operator.need("intake.organisation.put", {**one, "name": "Nom autre", "expected_rev": rev})
    equal(again["rev"], rev + 1)


def story_after(town):
    """A query that names a cursor is answered only by what includes it."""
    operator = town.client()
    reply = operator.call("status.get", service="intake")
    operator.need("intake.eligibility.get", {"organisation": asking(town)["organisation"]},
                  after=reply.data["head_seq"])
    frame = pack("status.get", {}, id=(message_id := new_id()), after=reply.data["head_seq"] + 10 ** 6)
    operator.send_raw("intake", frame)
    answer = operator.receive("intake", 10)
    equal((answer.re, answer.error), (message_id, "E_AFTER"))
    holds(answer.retry_after_ms > 0, "when to ask again is said")


def story_types(town):
    """An event, even one of our own, a message of another service and an unknown type are answered with
    E_TYPE."""
    operator = town.client()
    body = town.rows("intake", "SELECT encode(body, 'hex') FROM event"
                               " WHERE type = 'intake.request.received' LIMIT 1")[0][0]
    event = unpack(bytes.fromhex(body))
    quotes = unpack(pack("billing.quote.list", {"plan": new_id()}, id=new_id()))
    unknown = {**quotes, "type": "no.such.type"}
    for message in (event, quotes, unknown):
        reply = exchange(operator, "intake", msgpack.packb(message), id_text(message["id"]))
        equal((reply.status, reply.error, reply.path), ("error", "E_TYPE", "type"), message["type"])


def main():
    """One town for all."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
