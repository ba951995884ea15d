# SPDX-License-Identifier: MPL-2.0
"""The steps of the main job, as the people and systems outside would take them."""

import time
from fractions import Fraction

from bus import new_id, read_message
from daemons import TownError

STEP_TIMEOUT_S = 20


def wait(ask, what, timeout_s=STEP_TIMEOUT_S):
    """The first true answer of ask(); raises when there is none in time."""
    end = time.monotonic() + timeout_s
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TownError(f"waited {timeout_s} s for {what}")
        time.sleep(0.03)


def asking(town, number=0):
    """A contact of a fresh auxiliary member: the number-th that wants to be asked in French."""
    french = [contact for contact in town.sandbox.contacts if contact["language"] == "fr"]
    return french[number]


def request_of(contact, services=("legal.advice",), **more):
    """The data of intake.request.submit."""
    return {"source_ref": more.pop("source_ref", None) or new_id(), "contact": contact["id"],
            "organisation": contact["organisation"],
            "needs": [{"service": service} for service in services], **more}


def plan_of(client, request):
    """The plan as it stands, or None."""
    reply = client.call("matcher.plan.get", {"request": request})
    return reply.data if reply.done else None


def wait_plan(client, request, version=1, state=None):
    """The plan of at least this version, with its quote, in this state."""
    def ask():
        plan = plan_of(client, request)
        good = plan and plan["version"] >= version and (state or plan.get("quote"))
        return plan if good and (not state or plan["state"] == state) else None
    return wait(ask, f"version {version} of the plan of {request}, {state or 'with its quote'}")


def quote_of(client, plan):
    """The quote of the plan's present version."""
    quotes = client.need("billing.quote.list", {"plan": plan["id"]})["quotes"]
    return next(quote for quote in quotes if quote["id"] == plan["quote"])


def decision(plan, limit_cents=None, word="accept"):
    """The data of matcher.plan.decide."""
    limit = plan["quote_total_cents"] if limit_cents is None else limit_cents
    return {"plan": plan["id"], "version": plan["version"], "quote": plan["quote"],
            "decision": word, "not_to_exceed_cents": limit}


def offers_of(client, request, state=None):
    """Offers of the request, or those in one state."""
    offers = client.need("matcher.offer.list", {"request": request}).get("offers", [])
    return [offer for offer in offers if state in (None, offer["state"])]


def answer(offer, response="accept", **more):
    """The data of matcher.offer.respond."""
    return {"assignment": offer["assignment"], "professional": offer["professional"],
            "response": response, **more}


def accept_all(client, request):
    """Every open offer is accepted; returns the staffed plan."""
    for offer in offers_of(client, request, "offered"):
        client.need("matcher.offer.respond", answer(offer))
    return wait_plan(client, request, state="staffed")


def wait_engagement(client, request):
    """The engagement of the request, once billing has opened it."""
    def ask():
        reply = client.call("billing.engagement.get", {"request": request})
        return reply.data if reply.done else None
    return wait(ask, f"the engagement of {request}")


def staffed_job(town, client, contact, **more):
    """A request brought as far as its engagement: (request, plan, engagement)."""
    request = client.need("intake.request.submit", request_of(contact, **more))["id"]
    plan = wait_plan(client, request)
    client.need("matcher.plan.decide", decision(plan, 2 * plan["quote_total_cents"]))
    wait(lambda: offers_of(client, request, "offered"), "offers")
    return request, accept_all(client, request), wait_engagement(client, request)


def events_of(town, service, request, kind=None):
    """The data of a service's events about a request, oldest first; those of one type."""
    rows = town.rows(service, "SELECT type, encode(body, 'hex') FROM event"
                              f" WHERE root = '{request}' ORDER BY seq")
    return [read_message(bytes.fromhex(body))["data"] for found, body in rows
            if kind in (None, found)]


def letter_to(client, request, template, recipient):
    """The letter of this template about the request to a person, once it is written."""
    def ask():
        letters = client.need("notifier.message.list", {"request": request}).get("messages", [])
        return next((one for one in letters
                     if (one["template"], one["recipient"]) == (template, recipient)), None)
    return wait(ask, f"a letter {template} to {recipient}")


def trace_of(client, services, request):
    """{service: entries} of trace.get."""
    return {service: client.need("trace.get", {"root": request}, service=service).get("entries", [])
            for service in services}


def round_half_up(amount):
    """A fraction of cents as whole cents, half a cent away from zero."""
    whole = int(abs(amount) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


def price_of(minutes, rate):
    """Minutes at a rate per hour."""
    return round_half_up(Fraction(minutes * rate, 60))


def total_of(net, sandbox):
    """With the taxes of the place."""
    return net + sum(round_half_up(Fraction(net * tax["rate_ppm"], 10 ** 6)) for tax in sandbox.taxes)


def check_range(quote, sandbox):
    """From small to large cases of the catalogue, wide enough for what is planned; returns whether it is wider."""
    efforts = {data["code"]: data for data in sandbox.services}
    nets = [0, 0]
    for line in quote["lines"]:
        effort, minutes, rate = efforts[line["service"]], line["minutes"], line["hourly_cents"]
        wanted = [price_of(bound, rate) for bound in (min(effort["low_minutes"], minutes),
                                                      max(effort["high_minutes"], minutes))]
        assert [line["low_cents"], line["high_cents"]] == wanted, (line, wanted)
        nets = [net + cents for net, cents in zip(nets, wanted)]
    found = [quote["low_cents"], quote["high_cents"]]
    assert found == [total_of(net, sandbox) for net in nets], (found, nets)
    return found[0] < quote["total_cents"] < found[1]


def check_prices(document, sandbox):
    """Lines by rate and minutes, their sum, each tax on the net, the total: all exact."""
    net = 0
    for line in document["lines"]:
        rate = sandbox.rates[line["service"]]["hourly_cents"]
        assert line["hourly_cents"] == rate, line
        assert line["amount_cents"] == round_half_up(Fraction(line["minutes"] * rate, 60)), line
        net += line["amount_cents"]
    assert document["net_cents"] == net, (document["net_cents"], net)
    wanted = {tax["code"]: round_half_up(Fraction(net * tax["rate_ppm"], 10 ** 6))
              for tax in sandbox.taxes}
    found = {tax["code"]: tax["amount_cents"] for tax in document["taxes"]}
    assert found == wanted, (found, wanted)
    assert document["total_cents"] == net + sum(wanted.values()), document


def money_fr(cents):
    """1 057,77 $ as a French mail writes it, with plain spaces."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", " ") + f",{rest:02d} $"


def plain(text):
    """The text with every kind of space as a plain one."""
    return " ".join(text.split()) if "\n" not in text else \
        "\n".join(plain(line) for line in text.split("\n"))
