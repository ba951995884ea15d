#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""What a portal shows and an operator keeps: the catalogue and its versions, what networks offer
themselves, organisations and their members, people and everything that is held about them."""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Feed, new_id
from daemons import Town
from deploy.site import ROLES
from job import asking, request_of
from story import equal, holds, stories_of, tell

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
LABELS = {"fr": "Médiation", "en": "Mediation"}


def day(offset):
    """The day so many days from today."""
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)


def service(code, **more):
    """The data of intake.service.put."""
    return {"code": code, "field": "mediation", "labels": LABELS, "low_minutes": 60,
            "typical_minutes": 120, "high_minutes": 240, **more}


def last_event(town, kind):
    """The data of the last event of this type."""
    feed = Feed(town.client(), "intake")
    found = [event["data"] for event in feed.read_all() if event["type"] == kind]
    feed.close()
    return found[-1]


def all_pages(client, kind, data, items, limit):
    """Every item of a list that is asked for page by page, and how many pages there were."""
    found, pages, after = [], 0, {}
    while True:
        page = client.need(kind, {**data, **after, "limit": limit})
        found += page.get(items, [])
        pages += 1
        if "next" not in page:
            return found, pages
        after = {"after": page["next"]}


def story_versions(town):
    """Every change of a service is a version; a need keeps the one it was made with, and that version can
    be asked for after the service has changed."""
    operator = town.client()
    put = service("mediation.talk", eligibility={"fr": "Aux membres en conflit."})
    equal(operator.need("intake.service.put", put)["rev"], 1)
    equal(operator.need("intake.service.put", put)["rev"], 1, "the same again is no version")
    asked = operator.need("intake.request.submit",
                          request_of(asking(town, 0), ("mediation.talk",)))
    equal([need["service_version"] for need in asked["needs"]], [1])
    changed = {**put, "typical_minutes": 180, "min_level": 3}
    equal(operator.need("intake.service.put", {**changed, "expected_rev": 1})["rev"], 2)
    equal(last_event(town, "intake.service.changed")["version"], 2)
    again = operator.need("intake.request.submit", request_of(asking(town, 1), ("mediation.talk",)))
    equal([(need["service_version"], need["minutes"]) for need in again["needs"]], [(2, 180)])
    stands = operator.need("intake.request.get", {"id": asked["id"]})["needs"][0]
    equal((stands["service_version"], stands["minutes"]), (1, 120))
    old = operator.need("intake.service.get", {"code": "mediation.talk", "version": 1})
    new = operator.need("intake.service.get", {"code": "mediation.talk"})
    equal([(one["version"], one["typical_minutes"], one.get("min_level", 0), one.get("offered", False))
           for one in (old, new)], [(1, 120, 0, False), (2, 180, 3, True)])
    equal(old["eligibility"], {"fr": "Aux membres en conflit."})
    refused(operator, "intake.service.get", {"code": "mediation.talk", "version": 3}, "E_NOT_FOUND",
            "data.version")
    refused(operator, "intake.service.get", {"code": "no.such"}, "E_UNKNOWN_SERVICE", "data.code")


def story_fields(town):
    """Fields are things of their own with names; a withdrawn one keeps its services and takes no more."""
    operator = town.client()
    field = {"code": "mediation", "labels": {"fr": "Médiation et conflits"}}
    operator.need("intake.field.put", field)
    equal(operator.need("intake.service.get", {"code": "mediation.talk"})["field_labels"],
          {"fr": "Médiation et conflits"})
    equal(last_event(town, "intake.field.changed")["labels"], field["labels"])
    operator.need("intake.field.put", {**field, "withdrawn": True, "expected_rev": 1})
    refused(operator, "intake.field.put", {**field, "expected_rev": 1}, "E_REV", "data.expected_rev")
    refused(operator, "intake.service.put", service("mediation.other"), "E_FIELD_WITHDRAWN",
            "data.field")
    operator.need("intake.service.put", service("mediation.talk", typical_minutes=200))
    operator.need("intake.field.put", field)
    operator.need("intake.service.put", service("mediation.other", separate_from=["mediation.talk"]))


def story_offered(town):
    """A service can be asked for from one day to another; rules that name it rest meanwhile, and that is
    said; it comes back and they suggest again."""
    operator, code = town.client(), "mediation.season"
    operator.need("intake.service.put", service(code, active_from=day(0), active_to=day(0)))
    rule = {"code": "talk-season", "service": code, "valid_from": day(0), "reason": {"fr": "Parce que.", "en": "Because."},
            "conditions": [{"subject": "need", "value": "mediation.talk"}]}
    refused(operator, "intake.rule.put", {**rule, "valid_from": day(1)}, "E_RULE", "data.service")
    operator.need("intake.rule.put", rule)

    def suggested(number):
        taken = operator.need("intake.request.submit",
                              request_of(asking(town, number), ("mediation.talk",)))
        return [need["service"] for need in taken["needs"] if need["provenance"] == "rule"]
    equal(suggested(2), [code])
    operator.need("intake.service.put", service(code, active_to=day(-1)))
    equal(last_event(town, "intake.service.changed")["silenced"], ["talk-season"])
    equal(suggested(3), [])
    refused(operator, "intake.request.submit", request_of(asking(town, 4), (code,)),
            "E_UNKNOWN_SERVICE", "data.needs[0].service")
    operator.need("intake.service.put", service(code, withdrawn=True))
    shown = operator.need("intake.service.get", {"code": code})
    equal((shown.get("offered", False), shown["rules"]), (False, ["talk-season"]))
    operator.need("intake.service.put", service(code))
    equal(suggested(5), [code])


def story_catalogue(town):
    """The catalogue is listed by code, page by page, as it is offered on a day, whole or one field."""
    portal = town.client("portal")
    services, pages = all_pages(portal, "intake.catalogue.list", {}, "services", 7)
    codes = [one["code"] for one in services]
    equal(codes, sorted(codes))
    holds(pages == -(-len(codes) // 7) and len(set(codes)) == len(codes) >= 21, f"{pages} pages")
    mine, _ = all_pages(portal, "intake.catalogue.list", {"field": "mediation"}, "services", 2)
    equal([one["code"] for one in mine], ["mediation.other", "mediation.season", "mediation.talk"])
    town.client().need("intake.service.put", service("mediation.season", active_from=day(10)))
    on = {offset: [one["code"] for one in portal.need(
        "intake.catalogue.list", {"field": "mediation", "day": day(offset)})["services"]]
        for offset in (9, 10)}
    equal([("mediation.season" in on[offset]) for offset in (9, 10)], [False, True])
    whole = portal.need("intake.catalogue.list", {"field": "mediation", "all": True})["services"]
    equal([one.get("offered", False) for one in whole], [True, False, True])


def story_bad_services(town):
    """Efforts and dates the wrong way round, a service apart from itself or twice from another, too many
    words: refused with a path."""
    operator = town.client()
    for more, error, path in (
            ({"typical_minutes": 10}, "E_FIELD_RANGE", "data.typical_minutes"),
            ({"high_minutes": 100}, "E_FIELD_RANGE", "data.high_minutes"),
            ({"active_from": day(1), "active_to": day(0)}, "E_DATES", "data.active_to"),
            ({"separate_from": ["mediation.bad"]}, "E_FIELD_FORMAT", "data.separate_from"),
            ({"separate_from": ["a", "a"]}, "E_FIELD_TWICE", "data.separate_from"),
            ({"labels": {"fr": "x" * 1500, "en": "x" * 1500}}, "E_FIELD_LENGTH", "data.labels"),
            ({"eligibility": {"fr": "x" * 1500, "en": "x" * 1500}}, "E_FIELD_LENGTH", "data.eligibility"),
            ({"expected_rev": 1}, "E_REV", "data.expected_rev")):
        refused(operator, "intake.service.put", service("mediation.bad", **more), error, path)
    refused(operator, "intake.service.get", {"code": "mediation.bad"}, "E_UNKNOWN_SERVICE", "data.code")


def story_offering(town):
    """A network says what it offers itself, from one day to another, and nobody else says it for it."""
    operator = town.client()
    path = operator.need("intake.eligibility.get", {"organisation": asking(town)["organisation"]})["path"]
    network = path[-2]["organisation"]
    put = {"network": network, "service": "mediation.talk", "valid_from": day(0),
           "terms": {"fr": "Demandez à votre fédération."}}
    first = operator.need("intake.offering.put", put)
    equal(operator.need("intake.offering.put", {**put, "valid_to": day(5)}),
          {"id": first["id"], "rev": 2})
    event = last_event(town, "intake.offering.changed")
    equal((event["network"], event["service"], event["valid_to"], event["rev"]),
          (network, "mediation.talk", day(5), 2))
    for more, error, where in (
            ({"network": new_id()}, "E_UNKNOWN_ORGANISATION", "data.network"),
            ({"service": "no.such"}, "E_UNKNOWN_SERVICE", "data.service"),
            ({"valid_to": day(-1)}, "E_DATES", "data.valid_to"),
            ({"expected_rev": 1}, "E_REV", "data.expected_rev")):
        refused(operator, "intake.offering.put", {**put, **more}, error, where)
    refused(town.client("neighbour"), "intake.offering.put", put, "E_SCOPE", "data.network")


def story_members(town):
    """An organisation shows what it belongs to; its members are listed page by page."""
    operator = town.client()
    root = next(one for one in town.sandbox.organisations.values() if one.get("root"))
    members, pages = all_pages(operator, "intake.member.list", {"organisation": root["id"]}, "members", 9)
    links = [data for kind, data in town.sandbox.messages("intake") if kind == "intake.membership.put"]
    wanted = {link["id"]: link["child"] for link in links if link["parent"] == root["id"]}
    equal({one["id"]: one["organisation"] for one in members}, wanted)
    equal([one["id"] for one in members], sorted(wanted))
    equal(pages, -(-len(wanted) // 9))
    firm = asking(town)["organisation"]
    shown = operator.need("intake.organisation.get", {"id": firm})
    mine = next(link for link in links if link["child"] == firm)
    parent = town.sandbox.organisations[mine["parent"]]
    equal(shown["memberships"], [{"id": mine["id"], "organisation": parent["id"], "name": parent["name"],
                                  "valid_from": mine["valid_from"]}])
    answer = operator.need("intake.eligibility.get", {"organisation": firm})
    equal((shown["class"], shown["class_since"]), (answer["class"], day(0)))
    equal(operator.need("intake.organisation.get", {"id": root["id"]})["member_count"], len(wanted))
    neighbour = town.client("neighbour")
    refused(neighbour, "intake.organisation.get", {"id": firm}, "E_SCOPE", "data.id")
    refused(neighbour, "intake.member.list", {"organisation": firm}, "E_SCOPE", "data.organisation")
    refused(operator, "intake.organisation.get", {"id": new_id()}, "E_UNKNOWN_ORGANISATION", "data.id")
    refused(operator, "intake.member.list", {"organisation": new_id()}, "E_UNKNOWN_ORGANISATION",
            "data.organisation")


def person(town, **more):
    """The data of a new contact."""
    return {"id": new_id(), "organisation": asking(town)["organisation"], "name": "Odile Vraie",
            "email": "odile@exemple.test", "phone": "+1 514 555-0101", "language": "fr", **more}


def story_language(town):
    """The day on which a person asked for another language is kept: as it was said, or the day of the
    change; the same language again keeps it."""
    operator, data = town.client(), person(town)

    def since(**more):
        operator.need("intake.contact.put", {**data, **more})
        event = last_event(town, "intake.contact.changed")
        equal(event["id"], data["id"])
        return event["language"], event["language_since"]
    equal(since(), ("fr", day(0)))
    equal(since(language="en", language_asked_on="2025-03-01"), ("en", "2025-03-01"))
    equal(since(language="en", phone=""), ("en", "2025-03-01"))
    equal(since(), ("fr", day(0)))


def story_people(town):
    """People of an organisation are listed; their names only for who may read them. Everything that is
    held about one is told to that one, and nothing once it was erased."""
    operator, portal, data = town.client(), town.client("portal"), person(town, address="1, rue Vraie")
    operator.need("intake.contact.put", data)
    listed = {one["id"]: one for one in operator.need(
        "intake.contact.list", {"organisation": data["organisation"]})["contacts"]}
    equal(listed[data["id"]]["name"], "Odile Vraie")
    shown = next(one for one in portal.need("intake.contact.list", {
        "organisation": data["organisation"]})["contacts"] if one["id"] == data["id"])
    equal((set(shown) & {"name", "email", "phone", "address"}, shown["language"]), (set(), "fr"))
    sent = []
    for number in range(6):
        sent.append(operator.need("intake.request.submit", request_of(
            data, ("mediation.talk",), text=f"Mots {number}", answers={"case": str(number)},
            adverse_parties=[{"name": "Jean Adverse"}]))["id"])
    requests, after = [], {}
    while True:
        part = operator.need("intake.contact.export", {"id": data["id"], **after})
        requests += part.get("requests", [])
        if "next" not in part:
            break
        after = {"after": part["next"]}
    equal({name: part["contact"][name] for name in ("name", "email", "phone", "address")},
          {name: data[name] for name in ("name", "email", "phone", "address")})
    equal([(one["id"], one["text"], one["answers"], one["adverse_parties"][0]["name"])
           for one in requests],
          [(one, f"Mots {number}", {"case": str(number)}, "Jean Adverse")
           for number, one in enumerate(sent)])
    refused(town.client("clerk"), "intake.contact.export", {"id": data["id"]}, "E_PII", "")
    refused(operator, "intake.contact.export", {"id": new_id()}, "E_NOT_FOUND", "data.id")
    operator.need("intake.contact.erase", {"id": data["id"], "reason": "asked to"})
    part = operator.need("intake.contact.export", {"id": data["id"]})
    holds(part["contact"]["erased_at_us"] > 0, "when it was erased")
    equal(set(part["contact"]) & {"name", "email", "phone", "address"}, set())
    equal([set(one) & {"text", "answers", "adverse_parties"} for one in part["requests"]], [set()] * 4)


def main():
    """One town."""
    clients = {"neighbour": {"roles": ("operator",), "actors": ("system", "network"),
                             "organisations": (new_id(),)},
               "clerk": {"roles": ("clerk",), "actors": ("system", "operator")}}
    ROLES["clerk"] = {"types": ("*",), "pii": False}
    with Town(clients=clients) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
