#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Errors that no other story meets: each is provoked here, and says which field and what would be right."""

import json
import os
import sys
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import allocate, cost, open_month, pool
from bus import PROTO, new_id, pack
from daemons import Town
from job import asking, request_of, staffed_job
from story import equal, holds, stories_of, tell

TODAY = datetime.now(timezone.utc).date()
MONTH = TODAY.isoformat()[:7]


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)
    holds(reply.expected, f"{error} says what would be right")


def restart(town, service, **settings):
    """The daemon with other settings."""
    daemon = town[service]
    equal(daemon.stop(), 0)
    town.write_config(daemon, **settings)
    daemon.start()
    daemon.wait_ready()


def log_of(engagement, minutes, day=TODAY):
    """Work on the engagement's first need."""
    need = engagement["needs"][0]
    return {"source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
            "professional": need["professional"], "day": day.isoformat(), "minutes": minutes}


def approve(client, logs):
    """Work that can be billed."""
    client.need("billing.work.submit", {"logs": logs}, actor={"kind": "professional"})
    client.need("billing.work.approve", {"logs": logs})


def story_no_rate(town):
    """Work on a day without a rate for its service has no price."""
    client = town.client()
    _, _, engagement = staffed_job(town, client, asking(town, 0))
    rate = town.sandbox.rates[engagement["needs"][0]["service"]]
    yesterday = (TODAY - timedelta(1)).isoformat()
    client.need("billing.rate.put", {**rate, "valid_to": yesterday})
    refused(client, "billing.work.log", log_of(engagement, 30), "E_NO_RATE", "data.day")
    client.need("billing.rate.put", rate)
    client.need("billing.work.log", log_of(engagement, 30))


def story_share_open(town):
    """Nothing is billed while another payer has not said whether it takes its part."""
    client = town.client()
    _, plan, engagement = staffed_job(town, client, asking(town, 1))
    wish = {"organisation": town.sandbox.journey["root"], "weight": 3, "contact": asking(town, 1)["id"]}
    share = client.need("billing.share.propose",
                        {"plan": plan["id"], "own_weight": 0, "shares": [wish]})["shares"][0]
    approve(client, [client.need("billing.work.log", log_of(engagement, 30))["id"]])
    refused(client, "billing.invoice.issue", {"engagement": engagement["id"]}, "E_SHARE_OPEN",
            "data.engagement")
    client.need("billing.share.respond", {"share": share, "decision": "accept"})
    client.need("billing.invoice.issue", {"engagement": engagement["id"]})


def story_nothing_remains(town):
    """Nobody is released from work that is all done and approved."""
    client = town.client()
    request, plan, engagement = staffed_job(town, client, asking(town, 2))
    offer = client.need("matcher.offer.list", {"request": request})["offers"][0]
    minutes, logs = plan["needs"][0]["minutes"], []
    while minutes > 0:
        part, day = min(minutes, 1000), TODAY - timedelta(len(logs))
        logs.append(client.need("billing.work.log", log_of(engagement, part, day))["id"])
        minutes -= part
    approve(client, logs)
    town.settle()
    refused(client, "matcher.assignment.release",
            {"assignment": offer["assignment"], "professional": offer["professional"]},
            "E_NOTHING_REMAINS", "data.assignment")


def story_bylaw(town):
    """A by-law that says what billing does not know stops what would follow it, not the daemon."""
    client = town.client()
    open_month(client, MONTH)
    premises = pool("premises", "area")
    client.need("billing.pool.put", premises)
    restart(town, "billing", late_costs="'perhaps'")
    data = cost(TODAY.isoformat(), 500, "pool", premises["id"], late_for="2020-01")
    refused(client, "billing.cost.post", data, "E_BYLAW", "data.late_for")


def story_signing_key(town):
    """Without its key billing certifies nothing."""
    client = town.client()
    restart(town, "billing", late_costs="'then'", certificate_key=None)
    later = datetime(TODAY.year, TODAY.month, 1, tzinfo=timezone.utc) + timedelta(40)
    for service in ("notifier", "billing", "matcher", "intake"):
        client.need("clock.set", {"now_us": int(later.timestamp()) * 10 ** 6}, service=service)
    client.need("billing.period.close", {"period": MONTH})
    allocate(client, MONTH)
    refused(client, "billing.period.certify", {"period": MONTH}, "E_SIGNING_KEY", "data.period")


def story_books(town):
    """Nothing is certified that the books do not bear out: here a cent that somebody has changed in them."""
    client = town.client()
    restart(town, "billing", late_costs="'then'")
    change = ("UPDATE charge SET amount_cents = amount_cents {} 1 WHERE ctid ="
              f" (SELECT min(ctid) FROM charge WHERE day >= '{MONTH}-01')")
    town.cluster.psql("billing", change.format("+"))
    refused(client, "billing.period.certify", {"period": MONTH}, "E_BOOKS", "data.period")
    town.cluster.psql("billing", change.format("-"))
    client.need("billing.period.certify", {"period": MONTH})


def frame_of(vector):
    """The bytes of a vector."""
    return bytes.fromhex(vector["hex"]) + bytes.fromhex(vector.get("fill", "")) * vector.get("fill_count", 0)


def story_every_frame(town):
    """Whatever is wrong with the bytes, the daemon says so, and where: each hostile vector."""
    client, wrong = town.client(), []
    with open(os.path.join(PROTO, "vectors", "hostile.jsonl"), encoding="utf-8") as lines:
        vectors = [json.loads(line) for line in lines]
    vectors = [vector for vector in vectors if vector.get("message") != "reply"]  # those are for clients
    for vector in vectors:
        client.send_raw("intake", frame_of(vector))
        reply = client.receive("intake", 10)
        if not reply or (reply.error, reply.path) != (vector["verdict"], vector["path"]):
            wrong.append((vector["name"], vector["verdict"], vector["path"], reply))
    equal(wrong, [])


def story_largest_frame(town):
    """A frame of 256 KiB passes, with what the cipher adds to it; one byte more is refused in words."""
    client, message_id = town.client(), new_id()
    start = pack("status.get", {}, id=message_id, zz="")
    for size, error in ((262144, ""), (262145, "E_FRAME_SIZE")):
        frame = pack("status.get", {}, id=message_id, zz="z" * (size - len(start) - 4))
        equal(len(frame), size)
        client.send_raw("intake", frame)
        equal(client.receive("intake", 10).error, error)


def story_contact(town):
    """A contact is one of the organisation that asks."""
    contact = {**asking(town), "id": new_id()}
    refused(town.client(), "intake.request.submit", request_of(contact), "E_UNKNOWN_CONTACT", "data.contact")


def story_answer_size(town):
    """An answer that no frame holds is refused as one; with a smaller limit it comes. Here all that is held about
    a person who has written much."""
    client, person = town.client(), asking(town, 3)
    wordy = {"text": "mot " * 4000, "answers": {f"question.{n}": "mot " * 400 for n in range(32)}}
    for _ in range(4):
        client.need("intake.request.submit", request_of(person, **wordy))
    reply = client.call("intake.contact.export", {"id": person["id"]})
    equal((reply.status, reply.error), ("error", "E_ANSWER_SIZE"))
    equal(len(client.need("intake.contact.export", {"id": person["id"], "limit": 2})["requests"]), 2)


def story_accounts_full(town):
    """The plan of accounts has its bound, and a full one can still be changed."""
    client = town.client()
    accounts = [{"id": new_id(), "role": "cash", "code": f"bank-{n}", "name": f"1{n:05} Banque {n}",
                 "valid_from": "2020-01-01"} for n in range(2000)]
    replies = client.call_many("billing", [("billing.account.put", account) for account in accounts])
    equal({reply.status for reply in replies}, {"done"})
    refused(client, "billing.account.put", {**accounts[0], "id": new_id(), "code": "one-more"}, "E_ACCOUNTS_FULL",
            "data.id")
    client.need("billing.account.put", {**accounts[0], "name": "100000 Caisse"})


def main():
    """One town."""
    with Town(settings={"billing": {"work_approval": "true", "share_waits": "true"}}) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
