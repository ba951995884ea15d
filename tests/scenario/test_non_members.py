#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Requests of non-members, granted by exception: at cost, refused, or with a contribution to the reserve."""

import datetime
import os
import signal
import sys
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import allocate, certificate_of, cost, month_of, open_month, oracle, pool, shares_of
from bus import new_id
from daemons import Town, wait_for
from desk import Desk, sketch_of, submit_sketch
from job import (accept_all, asking, check_prices, decision, events_of, letter_to, offers_of,
                 plan_of, quote_of, round_half_up, staffed_job, wait, wait_engagement, wait_plan)
from story import equal, holds, stories_of, tell

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
NOW = TODAY.isoformat()[:7]
DAY_US = 24 * 60 * 60 * 1000000
PPM = 70001


def set_policy(town, word):
    """The by-law says another thing from now on."""
    billing = town["billing"]
    town.write_config(billing, non_member_policy=f"'{word}'", reserve_ppm=f"'{PPM}'")
    size = len(billing.log())
    billing.signal(signal.SIGHUP)
    holds(wait_for(lambda: "configuration loaded" in billing.log()[size:], 5), "the new by-law")


def granted(desk):
    """A request of an organisation that is no member, let in by an adviser: (request, contact)."""
    taken = submit_sketch(desk, sketch_of(desk.town))
    until = (TODAY + datetime.timedelta(days=60)).isoformat()
    desk.done("adviser", "intake.exception.grant",
              {"request": taken["id"], "by_law": "Règlement 3, art. 12", "valid_to": until})
    return taken["id"], taken["contact"]


def work(client, engagement, minutes):
    """Logs work of today."""
    need = engagement["needs"][0]
    return client.need("billing.work.log",
                       {"source_ref": new_id(), "engagement": engagement["id"], "need": need["need"],
                        "professional": need["professional"], "day": TODAY.isoformat(),
                        "minutes": minutes})


def check_reserve(document, sandbox, ppm=PPM):
    """The contribution is the floor of its part of the work, inside the net, and taxed with it."""
    works = sum(line["amount_cents"] for line in document["lines"] if line.get("nature", "work") == "work")
    reserve = abs(works) * ppm // 10 ** 6 * (1 if works >= 0 else -1)
    equal(document["net_cents"], works + reserve)
    wanted = {tax["code"]: round_half_up(Fraction((works + reserve) * tax["rate_ppm"], 10 ** 6))
              for tax in sandbox.taxes}
    equal({tax["code"]: tax["amount_cents"] for tax in document["taxes"]}, wanted)
    equal(document["total_cents"], works + reserve + sum(wanted.values()))
    return works, reserve


def story_cost(town):
    """By default a non-member pays the cost, as members do."""
    open_month(town.client(), NOW)
    desk = Desk(town)
    request, _ = granted(desk)
    quote = quote_of(desk.client, wait_plan(desk.client, request))
    check_prices(quote, town.sandbox)
    holds("reserve_cents" not in quote, "no contribution")


def story_refuse(town):
    """With refuse the plan of a non-member has no quote, which is told; members have theirs; when the by-law
    changes the plan is priced anew."""
    set_policy(town, "refuse")
    desk = Desk(town)
    request, contact = granted(desk)
    letter_to(desk.client, request, "withheld", contact)
    plan = plan_of(desk.client, request)
    equal((plan["state"], plan.get("quote")), ("proposed", None))
    told = events_of(town, "billing", request, "billing.quote.withheld")
    equal([(one["version"], one["policy"]) for one in told], [(1, "refuse")])
    equal(events_of(town, "billing", request, "billing.quote.issued"), [])
    equal(desk.client.need("billing.quote.list", {"plan": plan["id"]}).get("quotes", []), [])
    member = desk.submit(3)["id"]
    check_prices(quote_of(desk.client, wait_plan(desk.client, member)), town.sandbox)
    set_policy(town, "cost")
    desk.client.need("matcher.plan.renew", {"plan": plan["id"], "version": plan["version"]})
    check_prices(quote_of(desk.client, wait_plan(desk.client, request, version=2)), town.sandbox)


def story_reserve(town):
    """With reserve the quote and the invoices of a non-member have a line below the work; a credit note
    mirrors it; members have none; the ledger keeps it apart."""
    set_policy(town, "reserve")
    desk = Desk(town)
    client = desk.client
    request, contact = granted(desk)
    plan = wait_plan(client, request)
    quote = quote_of(client, plan)
    works, reserve = check_reserve(quote, town.sandbox)
    equal((quote["reserve_ppm"], quote["reserve_cents"]), (PPM, reserve))
    letter_to(client, request, "quote", contact)
    set_policy(town, "cost")  # what was quoted stays
    client.need("matcher.plan.decide", decision(plan))
    wait(lambda: offers_of(client, request, "offered"), "offers")
    accept_all(client, request)
    town.outsider = wait_engagement(client, request)
    equal(town.outsider["cap_cents"], works, "the limit holds the work with its contribution")
    set_policy(town, "reserve")
    logs = [work(client, town.outsider, minutes)["id"] for minutes in (61, 94)]
    invoice = client.need("billing.invoice.issue", {"engagement": town.outsider["id"]})
    _, town.contribution = check_reserve(invoice, town.sandbox)
    equal(invoice["lines"][-1], {"amount_cents": town.contribution, "nature": "reserve"})
    note = client.need("billing.work.reverse", {"log": logs[0], "reason": "par erreur"})["note"]
    note = client.need("billing.document.get", {"id": note})
    holds(check_reserve(note, town.sandbox)[1] < 0, "the contribution is given back")
    town.contribution += note["lines"][-1]["amount_cents"]
    _, _, town.member = staffed_job(town, client, asking(town, 4))
    work(client, town.member, 40)
    invoice = client.need("billing.invoice.issue", {"engagement": town.member["id"]})
    check_prices(invoice, town.sandbox)
    kept = town.rows("billing", "SELECT -sum(amount_cents) FROM ledger_entry"
                                " WHERE account = 'equity:reserve'")
    equal(int(kept[0][0]), town.contribution)


def story_period(town):
    """The contribution is outside the cost: the month is closed without it, its result is 0, and the
    certificate says the by-law."""
    client, day, billing = town.client(), TODAY.isoformat(), town["billing"]
    one = pool("all", "minutes")
    client.need("billing.pool.put", one)
    client.need("billing.cost.post", cost(day, 123457, "pool", one["id"]))
    billing.stop()
    town.write_config(billing, clock_offset_us=f"'{32 * DAY_US}'", non_member_policy="'reserve'",
                      reserve_ppm=f"'{PPM}'")
    billing.start()
    billing.wait_ready()
    open_month(client, (datetime.date.fromisoformat(month_of(NOW)[1])
                        + datetime.timedelta(days=1)).isoformat()[:7])
    client.need("billing.period.close", {"period": NOW})
    allocate(client, NOW)
    shares = shares_of(client, NOW)
    engagement = client.need("billing.engagement.get", {"request": town.outsider["request"]})
    equal(shares[town.outsider["organisation"]]["provisional_cents"], engagement["billed_cents"])
    client.need("billing.period.certify", {"period": NOW})
    file, values = certificate_of(client, NOW)
    equal((values["non_member_policy"], values["reserve_ppm"]), ("reserve", PPM))
    equal(sum(payer["provisional_cents"] + payer["true_up_cents"] for payer in values["payers"]), 123457)
    path = os.path.join(town.folder, "certificate")
    with open(path, "wb") as out:
        out.write(file)
    equal(oracle(path)[0], 0, "the independent verifier")
    sums = town.rows("billing", "SELECT account, sum(amount_cents) FROM ledger_entry GROUP BY account")
    books = {account: int(cents) for account, cents in sums}
    equal(books.get("equity:period result", 0), 0)
    equal(books["equity:reserve"], -town.contribution)


def main():
    """One town whose by-law changes."""
    with Town() as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
