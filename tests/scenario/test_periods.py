#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A period from its first cost to its certificate, and everything that goes wrong on the way."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import (allocate, certificate_of, cost, month_of, open_month, oracle, period_of, pool,
                   shares_of)
from bus import new_id
from daemons import Town, wait_for
from job import asking, staffed_job
from story import equal, holds, stories_of, tell

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
NOW = TODAY.isoformat()[:7]
DAY_US = 24 * 60 * 60 * 1000000
POOLS_MAX = 1000


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def work(client, engagement, minutes, day=None):
    """Logs work of the engagement's first need."""
    need = engagement["needs"][0]
    return client.need("billing.work.log",
                       {"source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
                        "professional": need["professional"], "day": day or TODAY.isoformat(),
                        "minutes": minutes})


def restart(town, days, **more):
    """Billing again, so many days later; work is approved from now on."""
    billing = town["billing"]
    billing.stop()
    town.write_config(billing, clock_offset_us=f"'{days * DAY_US}'", work_approval="true", **more)
    billing.start()
    billing.wait_ready()


def story_set_up(town):
    """Two engagements, pools that serve each other, costs, readings: the period is open."""
    operator = town.client()
    open_month(operator, NOW)
    jobs = [staffed_job(town, operator, asking(town, number)) for number in (0, 1)]
    town.engagements = [engagement for _, _, engagement in jobs]
    town.people = sorted({one["needs"][0]["professional"] for one in town.engagements})
    premises, office = pool("premises", "area"), pool("it", "tickets", fallbacks=["all_minutes"])
    people = [pool(f"person{i}", "minutes", kind="professional", professional=person, step=10)
              for i, person in enumerate(town.people)]
    town.pools = {one["code"]: one["id"] for one in (premises, office, *people)}
    for one in (premises, office, *people):
        operator.need("billing.pool.put", one)
    day = TODAY.isoformat()
    operator.need("billing.cost.post", cost(day, 100000, "pool", premises["id"]))
    operator.need("billing.cost.post", cost(day, 50001, "pool", office["id"], "software",
                                            recoverable_tax_cents=7488))
    for one in people:
        operator.need("billing.cost.post", cost(day, 500000, "pool", one["id"], "salaries"))
    operator.need("billing.cost.post", cost(day, 12345, "engagement", town.engagements[1]["id"],
                                            "bailiff"))
    for pool_id, driver, target, count in (
            (premises["id"], "area", office["id"], 10), (office["id"], "tickets", premises["id"], 1)):
        readings = [{"target": "pool", "id": target, "quantity": count}]
        readings += [{"target": "pool", "id": one["id"], "quantity": 45} for one in people]
        operator.need("billing.driver.put", {"period": NOW, "pool": pool_id, "driver": driver,
                                             "readings": readings})
    for engagement, minutes in zip(town.engagements, (95, 140)):
        work(operator, engagement, minutes)
    operator.need("billing.invoice.issue", {"engagement": town.engagements[0]["id"]})
    page = operator.need("billing.cost.list", {"period": NOW, "limit": 2})
    equal(len(page["costs"]), 2)
    holds(page["next"] == page["costs"][1]["id"], "and there are more")
    equal(len(operator.need("billing.pool.list", {})["pools"]), 2 + len(people))


def story_bad_entries(town):
    """Absurd amounts, future days, unknown things, costs without a funder: refused, nothing is written."""
    operator = town.client()
    before = town.rows("billing", "SELECT count(*), sum(entry_rev) FROM cost, period")
    premises, day = town.pools["premises"], TODAY.isoformat()
    tomorrow = (TODAY + datetime.timedelta(days=1)).isoformat()
    for data, error, path in (
            (cost(day, 0, "pool", premises), "E_AMOUNT", "data.amount_cents"),
            (cost(tomorrow, 5, "pool", premises), "E_FUTURE", "data.day"),
            (cost("2020-01-01", 5, "pool", premises), "E_NO_PERIOD", "data.day"),
            (cost(day, 5, "pool", new_id()), "E_UNKNOWN_POOL", "data.target_id"),
            (cost(day, 5, "engagement", new_id()), "E_UNKNOWN_OBJECT", "data.target_id"),
            (cost(day, 5, "object", new_id()), "E_UNKNOWN_OBJECT", "data.target_id"),
            (cost(day, 5, "pool", premises, unallowable=True), "E_FUNDER", "data.funder"),
            (cost(day, 5, "pool", premises, funder=new_id()), "E_FUNDER", "data.funder"),
            (cost(day, 5, "pool", premises, unallowable=True, funder=new_id()),
             "E_UNKNOWN_ORGANISATION", "data.funder"),
            (cost(day, 5, "pool", premises, currency="EUR"), "E_CURRENCY", "data.currency"),
            (cost(day, 5, "pool", premises, late_for=NOW), "E_STATE", "data.late_for"),
            (cost(day, 5, "pool", premises, late_for="1999-01"), "E_NO_PERIOD", "data.late_for")):
        refused(operator, "billing.cost.post", data, error, path)
    over = cost(day, 10 ** 12 + 1, "pool", premises)
    reply = operator.call("billing.cost.post", over)
    equal((reply.error, reply.path), ("E_FIELD_RANGE", "data.amount_cents"))
    reading = {"period": NOW, "pool": premises, "driver": "area", "readings": []}
    one = {"target": "pool", "id": town.pools["it"], "quantity": 1}
    for change, error, path in (
            ({"driver": "minutes", "readings": [one]}, "E_DRIVER", "data.driver"),
            ({"driver": "tickets", "readings": [one]}, "E_DRIVER", "data.driver"),
            ({"pool": new_id(), "readings": [one]}, "E_UNKNOWN_POOL", "data.pool"),
            ({"period": "1999-01", "readings": [one]}, "E_NO_PERIOD", "data.period"),
            ({"readings": [{**one, "id": premises}]}, "E_DRIVER", "data.readings[0].id"),
            ({"readings": [one, {**one, "id": new_id()}]}, "E_UNKNOWN_POOL", "data.readings[1].id")):
        refused(operator, "billing.driver.put", {**reading, **change}, error, path)
    equal(town.rows("billing", "SELECT count(*), sum(entry_rev) FROM cost, period"), before)


def story_once(town):
    """A cost has one effect per source_ref for ever; it is taken back once, by an entry that points to it."""
    operator = town.client()
    data = cost(TODAY.isoformat(), 777, "pool", town.pools["it"])
    posted = operator.need("billing.cost.post", data)
    again = operator.call("billing.cost.post", data)
    equal((again.error, again.data["id"]), ("E_DUPLICATE", posted["id"]))
    back = operator.need("billing.cost.reverse", {"source_ref": new_id(), "cost": posted["id"],
                                                  "reason": "wrong pool"})
    for one in (posted["id"], back["id"]):
        refused(operator, "billing.cost.reverse",
                {"source_ref": new_id(), "cost": one, "reason": "again"}, "E_REVERSED", "data.cost")
    refused(operator, "billing.cost.reverse", {"source_ref": new_id(), "cost": new_id(), "reason": "x"},
            "E_NOT_FOUND", "data.cost")
    costs = {one["id"]: one for one in operator.need("billing.cost.list", {"period": NOW})["costs"]}
    equal((costs[back["id"]]["amount_cents"], costs[back["id"]]["reverses"]), (-777, posted["id"]))
    equal(costs[posted["id"]]["reversed_by"], back["id"])


def story_order_of_closing(town):
    """Allocating or certifying too early, opening over another period: refused with the state that it needs."""
    operator = town.client()
    for verb in ("allocate", "certify", "finalise"):
        refused(operator, f"billing.period.{verb}", {"period": NOW}, "E_STATE", "data.period")
        refused(operator, f"billing.period.{verb}", {"period": "1999-01"}, "E_NO_PERIOD", "data.period")
    if TODAY.isoformat() < month_of(NOW)[1]:
        refused(operator, "billing.period.close", {"period": NOW}, "E_FUTURE", "data.period")
    first, last = month_of(NOW)
    again = {"code": "again", "first_day": first, "last_day": last, "fiscal_year": "x", "currency": "CAD"}
    refused(operator, "billing.period.open", again, "E_PERIOD_DAYS", "data.first_day")
    refused(operator, "billing.period.open", {**again, "last_day": "2000-01-01"}, "E_PERIOD_DAYS",
            "data.last_day")
    refused(operator, "billing.period.open", {**again, "code": NOW}, "E_STATE", "data.code")


def story_month_later(town):
    """The month is over: softly closed, it still takes costs, and work from the office only."""
    operator = town.client()
    restart(town, 32, share_waits="true")
    open_month(operator, (datetime.date.fromisoformat(month_of(NOW)[1])
                          + datetime.timedelta(days=1)).isoformat()[:7])
    equal(operator.need("billing.period.close", {"period": NOW})["state"], "soft_closed")
    refused(operator, "billing.period.close", {"period": NOW}, "E_STATE", "data.period")
    operator.need("billing.cost.post", cost(TODAY.isoformat(), -5000, "pool", town.pools["premises"],
                                            "grant"))
    need = town.engagements[0]["needs"][0]
    people = town.client("professionals")
    reply = people.call("billing.work.log",
                        {"source_ref": new_id(), "engagement": town.engagements[0]["id"],
                         "need": need["need"], "professional": need["professional"],
                         "day": TODAY.isoformat(), "minutes": 5},
                        actor={"kind": "professional", "id": need["professional"]})
    equal((reply.error, reply.path), ("E_PERIOD_CLOSED", "data.day"))
    town.mistake = work(operator, town.engagements[0], 25)["id"]
    town.waiting = [work(operator, town.engagements[1], minutes)["id"] for minutes in (60, 15)]
    town.draft = work(operator, town.engagements[1], 10)["id"]
    operator.need("billing.work.submit", {"logs": [town.mistake, *town.waiting]})
    operator.need("billing.work.approve", {"logs": [town.mistake]})


def story_loop(town):
    """Pools that only serve each other reach no payer: refused with their names, and nothing is started."""
    operator = town.client()
    snake, tail = pool("snake", "weights"), pool("tail", "weights")
    for one, other in ((snake, tail), (tail, snake)):
        operator.need("billing.pool.put", one)
    for one, other in ((snake, tail), (tail, snake)):
        operator.need("billing.driver.put",
                      {"period": NOW, "pool": one["id"], "driver": "weights",
                       "readings": [{"target": "pool", "id": other["id"], "quantity": 1}]})
    posted = operator.need("billing.cost.post", cost(TODAY.isoformat(), 100, "pool", snake["id"]))
    reply = operator.call("billing.period.allocate", {"period": NOW})
    equal((reply.error, reply.expected), ("E_POOL_LOOP", "snake, tail"))
    operator.need("billing.cost.reverse", {"source_ref": new_id(), "cost": posted["id"],
                                           "reason": "nobody uses it"})
    town.session = {"id": new_id(), "code": "session", "payers": [
        {"payer": town.engagements[0]["organisation"], "weight": 2},
        {"payer": town.engagements[1]["organisation"], "weight": 1}]}
    refused(operator, "billing.object.put", {**town.session, "payers": []}, "E_NO_PAYER", "data.payers")
    refused(operator, "billing.object.put", {**town.session, "payers": 2 * town.session["payers"][:1]},
            "E_FIELD_TWICE", "data.payers")
    refused(operator, "billing.object.put",
            {**town.session, "payers": [{"payer": new_id(), "weight": 1}]},
            "E_UNKNOWN_ORGANISATION", "data.payers[0].payer")
    operator.need("billing.object.put", town.session)
    operator.need("billing.cost.post", cost(TODAY.isoformat(), 10001, "object", town.session["id"],
                                            "trainer"))


def propose_share(town, operator):
    """Half of the first engagement for somebody else: (who, the share)."""
    stranger = town.rows("billing", "SELECT id FROM organisation WHERE id NOT IN (SELECT organisation FROM "
                                    "engagement) ORDER BY id LIMIT 1")[0][0]
    plan = town.rows("billing", "SELECT plan FROM quote, engagement WHERE quote.id = engagement.quote AND "
                                f"engagement.id = '{town.engagements[0]['id']}'")[0][0]
    shares = [{"organisation": stranger, "contact": new_id(), "weight": 1}]
    return stranger, operator.need("billing.share.propose",
                                   {"plan": plan, "own_weight": 1, "shares": shares})["shares"][0]


def story_unanswered(town):
    """With share_waits a period is not shared out while somebody who was asked to pay has not answered."""
    operator = town.client()
    _, share = propose_share(town, operator)
    reply = operator.call("billing.period.allocate", {"period": NOW})
    equal((reply.error, reply.path), ("E_SHARE_OPEN", "data.period"))
    holds(town.engagements[0]["id"] in reply.expected, "which engagement")
    operator.need("billing.share.respond", {"share": share, "decision": "refuse"})


def story_allocated(town):
    """Everybody sees who will pay what before anything is billed; it can be repeated, and changes with an entry."""
    operator = town.client()
    seen = allocate(operator, NOW)
    total = 100000 + 50001 + 500000 * len(town.people) + 12345 - 5000 + 10001
    equal(seen["cost_cents"], total)
    equal(seen["cost_cents"], seen["provisional_cents"] + seen["true_up_cents"])
    shares = shares_of(operator, NOW)
    equal(sum(share["cents"] for share in shares.values()), total)
    operator.need("billing.cost.post", cost(TODAY.isoformat(), 300, "pool", town.pools["it"]))
    equal(period_of(operator, NOW)["state"], "soft_closed")
    refused(operator, "billing.period.certify", {"period": NOW}, "E_STATE", "data.period")
    equal(allocate(operator, NOW)["cost_cents"], total + 300)
    refused(operator, "billing.period.certify", {"period": NOW, "cost_cents": 1}, "E_STALE",
            "data.cost_cents")


def check_certificate(town, code, number):
    """The certificate is the one that the period names, and the independent program accepts it."""
    operator = town.client()
    content, values = certificate_of(operator, code, number)
    path = os.path.join(town.folder, f"{code}-{number}.certificate")
    with open(path, "wb") as file:
        file.write(content)
    key = operator.need("billing.certificate.get", {"period": code})["key"]
    status, words = oracle(path, key=key)
    equal(status, 0, words)
    return path, values


def check_books(town, code):
    """Income and cost meet in the period's result, which is 0; every transaction adds up."""
    equal(town.rows("billing", "SELECT count(*) FROM (SELECT FROM ledger_entry GROUP BY serial "
                               "HAVING sum(amount_cents) <> 0) AS wrong"), [["0"]])
    equal(town.rows("billing", "SELECT sum(amount_cents) FROM ledger_entry "
                               f"WHERE account = 'equity:period result:{code}'"), [["0"]])
    cost_left = town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry WHERE account "
                                     "LIKE 'expenses:%' GROUP BY account HAVING sum(amount_cents) <> 0")
    equal(cost_left, [], "cost that no certificate has shared out")
    equal(town.rows("billing", "SELECT sum(amount_cents) FROM ledger_entry "
                               "WHERE account = 'income:services'"), [["0"]])


def story_certified(town):
    """Notes bring everybody to the exact share; the certificate proves it; the books end at zero."""
    operator = town.client()
    shares = shares_of(operator, NOW)
    done = operator.need("billing.period.certify", {"period": NOW})
    equal((done["state"], done["certificate_count"]), ("certified", 1))
    notes = town.rows("billing", "SELECT payer, kind, net_cents, period FROM document WHERE kind <> 0")
    wanted = {share["payer"]: share["true_up_cents"] for share in shares.values()
              if share["true_up_cents"]}
    equal({payer: int(cents) for payer, _, cents, _ in notes}, wanted)
    equal(done["note_count"], len(wanted))
    billed = town.rows("billing", "SELECT sum(amount_cents) FROM charge")
    equal(billed, [[str(done["cost_cents"])]], "what was billed is what it cost")
    town.certificate, values = check_certificate(town, NOW, 1)
    equal(sum(payer["cents"] for payer in values["payers"]), done["cost_cents"])
    check_books(town, NOW)


def story_closed_for_good(town):
    """A certified period takes no cost, no work, no reading, no second closing, and says what to do."""
    operator = town.client()
    refused(operator, "billing.cost.post", cost(TODAY.isoformat(), 5, "pool", town.pools["it"]),
            "E_PERIOD_CLOSED", "data.day")
    need = town.engagements[0]["needs"][0]
    refused(operator, "billing.work.log",
            {"source_ref": new_id(), "engagement": town.engagements[0]["id"], "need": need["need"],
             "professional": need["professional"], "day": TODAY.isoformat(), "minutes": 5},
            "E_PERIOD_CLOSED", "data.day")
    refused(operator, "billing.driver.put",
            {"period": NOW, "pool": town.pools["premises"], "driver": "area",
             "readings": [{"target": "pool", "id": town.pools["it"], "quantity": 1}]},
            "E_STATE", "data.period")
    refused(operator, "billing.period.certify", {"period": NOW}, "E_STATE", "data.period")
    refused(operator, "billing.period.allocate", {"period": NOW}, "E_STATE", "data.period")
    refused(operator, "billing.invoice.issue", {"engagement": town.engagements[1]["id"]},
            "E_NOTHING_TO_BILL", "data.engagement")


def story_opened_down(town):
    """A line is opened down to the entries and the counts behind it, beside what the market asks."""
    operator = town.client()
    engagement = town.engagements[1]
    operator.need("billing.market.put", {"id": new_id(), "service": "legal.advice", "currency": "CAD",
                                         "hourly_cents": 45000, "valid_from": "2020-01-01",
                                         "source": "survey"})
    line = operator.need("billing.line.explain", {"period": NOW, "payer": engagement["organisation"],
                                                  "object": engagement["id"]})
    equal((line["direct_cents"], line["minutes"], line["market_cents"]), (12345, 140, 140 * 45000 // 60))
    equal([one["account"] for one in line["entries"]], ["bailiff"])
    parts = {one["code"]: one for one in line["pools"]}
    person = next(one for code, one in parts.items() if code.startswith("person"))
    equal(person["quantity"], 140)
    equal([one["amount_cents"] for one in person["entries"]], [500000])
    holds(person["through_cents"] > 500000, "premises and IT passed cost to it")
    premises = parts["premises"]
    equal((premises.get("quantity", 0), premises["part_cents"]), (0, 0), "nothing straight to the engagement")
    equal(premises["pool_quantity"], 10 + 45 * sum(code.startswith("person") for code in parts),
          "what it counts for pools on the way")
    equal(sorted(one["amount_cents"] for one in premises["entries"]), [-5000, 100000])
    holds(0 <= line["cents"] - 12345 - sum(one["part_cents"] for one in line["pools"]) <= len(parts) + 1,
          "the parts are the line, but for fractions of a cent")
    refused(operator, "billing.line.explain", {"period": NOW, "payer": engagement["organisation"],
                                               "object": new_id()}, "E_NOT_FOUND", "data.object")


def story_corrected(town):
    """Work of a certified period that was not done: the period is allocated again without it; nobody but
    its payers is touched, and what they pay in all stays what it cost."""
    operator = town.client()
    before, cost_cents = shares_of(operator, NOW), period_of(operator, NOW)["cost_cents"]
    operator.need("billing.work.reverse", {"log": town.mistake, "reason": "another member's"})
    seen = allocate(operator, NOW)
    equal((seen["cost_cents"], seen.get("true_up_cents", 0)), (cost_cents, 0))
    equal(operator.need("billing.period.certify", {"period": NOW})["certificate_count"], 2)
    after = shares_of(operator, NOW)
    own = town.engagements[0]["organisation"]
    holds(after[own]["cents"] < before[own]["cents"], "who was charged too much pays less")
    equal(sum(share["cents"] for share in after.values()), cost_cents)
    path, values = check_certificate(town, NOW, 2)
    status, words = oracle(town.certificate, path)
    equal((status, values["number"]), (0, 2), words)
    town.certificate = path
    check_books(town, NOW)


def story_approved_late(town):
    """Work that is approved when its period is certified, also a draft that was forgotten, enters the period's
    next allocation and a supplementary certificate; the cost stays, and who had the work bears more of it."""
    operator = town.client()
    before, cost_cents = shares_of(operator, NOW), period_of(operator, NOW)["cost_cents"]
    operator.need("billing.work.submit", {"logs": [town.draft]})
    operator.need("billing.work.approve", {"logs": [town.waiting[0], town.draft]})
    logs = operator.need("billing.work.list", {"engagement": town.engagements[1]["id"]})["logs"]
    equal([one.get("state", "draft") for one in logs], ["locked", "locked", "submitted", "locked"])
    holds(period_of(operator, NOW)["pending"], "the period waits for its allocation")
    refused(operator, "billing.period.finalise", {"period": NOW}, "E_STALE", "data.period")
    seen = allocate(operator, NOW)
    equal((seen["cost_cents"], seen.get("true_up_cents", 0)), (cost_cents, 0))
    equal(operator.need("billing.period.certify", {"period": NOW})["certificate_count"], 3)
    after, own = shares_of(operator, NOW), town.engagements[1]["organisation"]
    holds(after[own]["cents"] > before[own]["cents"], "the late hour is borne by who had it")
    line = operator.need("billing.line.explain", {"period": NOW, "payer": own,
                                                  "object": town.engagements[1]["id"]})
    equal(line["minutes"], 140 + 60 + 10)
    path, values = check_certificate(town, NOW, 3)
    status, words = oracle(town.certificate, path)
    equal((status, values["number"]), (0, 3), words)
    town.certificate = path
    check_books(town, NOW)


def story_late(town):
    """A bill of a certified period comes late: those who used it then pay it, by a supplementary certificate; who
    has agreed or been named since does not."""
    operator = town.client()
    stranger, share = propose_share(town, operator)
    operator.need("billing.share.respond", {"share": share, "decision": "accept"})
    operator.need("billing.object.put", {**town.session, "payers": [{"payer": stranger, "weight": 1}]})
    before = shares_of(operator, NOW)
    today = (TODAY + datetime.timedelta(days=32)).isoformat()
    posted = operator.need("billing.cost.post", cost(today, 9999, "pool", town.pools["premises"],
                                                     late_for=NOW))
    equal(posted["period"], NOW)
    equal(allocate(operator, NOW)["true_up_cents"], 9999)
    done = operator.need("billing.period.certify", {"period": NOW})
    equal((done["state"], done["certificate_count"]), ("certified", 4))
    after = shares_of(operator, NOW)
    equal(after.keys(), before.keys(), "nobody else")
    equal(sum(share["cents"] for share in after.values())
          - sum(share["cents"] for share in before.values()), 9999)
    path, values = check_certificate(town, NOW, 4)
    status, words = oracle(town.certificate, path)
    equal((status, values["number"]), (0, 4), words)
    check_books(town, NOW)


def story_nothing_is_forgotten(town):
    """A period does not become final while work of it waits for somebody; taken back, it waits no more, and is
    no part of the engagement's limit."""
    operator, late = town.client(), town.waiting[1]
    own = {"request": town.engagements[1]["request"]}
    refused(operator, "billing.period.finalise", {"period": NOW}, "E_WORK_WAITS", "data.period")
    before = operator.need("billing.engagement.get", own)
    pending = period_of(operator, NOW).get("pending", False)
    operator.need("billing.work.reverse", {"log": late, "reason": "nobody approved it"})
    after = operator.need("billing.engagement.get", own)
    equal(before["logged_minutes"] - after["logged_minutes"], 15)
    equal(period_of(operator, NOW).get("pending", False), pending, "it never was part of the period")
    today = (TODAY + datetime.timedelta(days=32)).isoformat()
    operator.need("billing.period.finalise", {"period": NOW})
    refused(operator, "billing.cost.post", cost(today, 1, "pool", town.pools["premises"], late_for=NOW),
            "E_STATE", "data.late_for")


def story_approved_too_late(town):
    """Work of a final period cannot be approved any more, named or by its days; it is logged anew in the open
    period and names the log that it stands for."""
    operator, late = town.client(), town.waiting[1]
    person = town.engagements[1]["needs"][0]["professional"]
    before = period_of(operator, NOW)
    refused(operator, "billing.work.approve", {"logs": [late]}, "E_PERIOD_FINAL", "data.logs[0]")
    reply = operator.call("billing.work.approve", {"professional": person, "from": TODAY.isoformat(),
                                                   "to": TODAY.isoformat()})
    equal((reply.error, reply.path, reply.expected), ("E_PERIOD_FINAL", "data.from", f"work without {late}"))
    equal(period_of(operator, NOW), before)
    need = town.engagements[1]["needs"][0]
    operator.need("billing.work.log", {
        "source_ref": new_id(), "engagement": town.engagements[1]["id"], "need": need["need"],
        "professional": person, "day": (TODAY + datetime.timedelta(days=32)).isoformat(), "minutes": 15,
        "activity": late})


def story_pools_are_bounded(town):
    """As many pools are kept as a certificate can hold; one more is refused, one that is there may change."""
    operator, known = town.client(), len(town.pools) + 2
    for number in range(known, POOLS_MAX):
        operator.need("billing.pool.put", pool(f"spare{number}", "weights", valid_to="2020-12-31"))
    refused(operator, "billing.pool.put", pool("more", "weights"), "E_POOLS_FULL", "data.id")
    again = pool("premises", "area")
    operator.need("billing.pool.put", {**again, "id": town.pools["premises"], "labels": {"fr": "locaux"}})
    equal(town.rows("billing", "SELECT count(*) FROM pool"), [[str(POOLS_MAX)]])


def story_carried(town):
    """A month without any work: cost that no driver can share out goes on to the next month, and is not lost."""
    operator = town.client()
    month = (TODAY + datetime.timedelta(days=32)).isoformat()[:7]
    day = (TODAY + datetime.timedelta(days=32)).isoformat()
    person = next(one for code, one in town.pools.items() if code.startswith("person"))
    operator.need("billing.cost.post", cost(day, 4200, "pool", person, "salaries"))
    restart(town, 64)
    operator.need("billing.period.close", {"period": month})
    seen = allocate(operator, month)
    equal((seen.get("cost_cents", 0), seen["carried_cents"]), (0, 4200))
    refused(operator, "billing.period.certify", {"period": month}, "E_NO_PERIOD", "data.period")
    following = (datetime.date.fromisoformat(month_of(month)[1])
                 + datetime.timedelta(days=1)).isoformat()[:7]
    open_month(operator, following)
    operator.need("billing.period.certify", {"period": month})
    costs = operator.need("billing.cost.list", {"period": following})["costs"]
    equal([(one["amount_cents"], one["target_id"]) for one in costs], [(4200, person)])
    check_certificate(town, month, 1)
    equal([one["code"] for one in operator.need("billing.period.list", {})["periods"]],
          [NOW, month, following])


def main():
    """One town; its months go by."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
