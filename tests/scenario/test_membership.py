#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Who may be served, by which path, and who is told when that changes: memberships that overlap, pause,
end, come back, were entered late or in any order."""

import datetime
import itertools
import os
import random
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from bus import Feed, new_id
from daemons import Town, wait_for
from story import equal, holds, stories_of, tell

DAY_US = 24 * 60 * 60 * 1000000
START = "2014-04-01"
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
PORTION = 500


def day(offset):
    """The day so many days from today."""
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


class Family:
    """A co-operative and the organisations below it, each called by a short name."""

    def __init__(self, town, *names):
        self.town, self.operator = town, town.operator
        self.ids = {name: new_id() for name in ("root", *names)}
        self.names = {one: name for name, one in self.ids.items()}
        self.edges = {}
        self.put("root", root=True)
        equal(self.told(), {"root": "member"})
        for name in names:
            self.put(name)

    def data(self, name, **more):
        """The data of intake.organisation.put."""
        return {"id": self.ids[name], "name": name, "kind": "coop", "region": "qc", "language": "fr",
                **more}

    def put(self, name, **more):
        """Creates or changes an organisation."""
        self.operator.need("intake.organisation.put", self.data(name, **more))

    def link_data(self, child, parent, edge=None, valid_from=START, **more):
        """The data of intake.membership.put; edges are called "child parent" unless named."""
        name = edge or f"{child} {parent}"
        self.edges.setdefault(name, new_id())
        self.names[self.edges[name]] = name
        return {"id": self.edges[name], "child": self.ids[child], "parent": self.ids[parent],
                "valid_from": valid_from, **more}

    def link(self, child, parent, edge=None, **more):
        """Creates or changes a membership."""
        self.operator.need("intake.membership.put", self.link_data(child, parent, edge, **more))

    def ask(self, name, on=None):
        """The answer for an organisation."""
        return self.operator.need("intake.eligibility.get", {"organisation": self.ids[name],
                                                             **({"day": on} if on else {})})

    def path(self, name, on=None):
        """The organisations of the path that decides, or the reason why there is none."""
        answer = self.ask(name, on)
        holds(answer["eligible"] == (answer["class"] != "non_member"), "class and answer agree")
        return self.steps(answer["path"]) if answer["eligible"] else answer["reason"]

    def steps(self, path):
        """A path as names."""
        return " ".join(self.names[step["organisation"]] for step in path)

    def told(self, once=True):
        """{name: class} of what was last told since the last time, of each organisation once if so said."""
        told = {}
        for event in self.town.told():
            data = event["data"]
            name = self.names.get(data["organisation"])
            if name:
                holds(not once or name not in told, f"{name} is told of once")
                equal(data["eligible"], data["class"] != "non_member")
                told[name] = data["class"]
        return told


def refused(client, kind, data, error, path):
    """The call is refused with this error at this path; what would have been right."""
    reply = client.call(kind, data)
    equal((reply.status, reply.error, reply.path), ("refused", error, path), kind)
    return reply.expected


# ---- inheriting, in any order ----

def story_inherited_from_inherited(town):
    """A member of a member of a member is served, and is told so when the top joins last; and no longer
    when the top leaves: what is inherited is passed on."""
    family = Family(town, "top", "middle", "leaf", "below")
    family.link("below", "leaf")
    family.link("leaf", "middle")
    family.link("middle", "top")
    equal(family.told(), {})
    equal(family.path("leaf"), "no_membership")
    family.link("top", "root")
    equal(family.told(), {"top": "member", "middle": "auxiliary", "leaf": "auxiliary"})
    equal(family.path("leaf"), "leaf middle top root")
    equal(family.path("below"), "too_far", "four memberships are more than three")
    equal(family.ask("leaf")["sponsor"], family.ids["top"])
    equal(family.ask("leaf")["level"], 3)
    family.link("top", "root", valid_to=day(-1))
    equal(family.told(), {"top": "non_member", "middle": "non_member", "leaf": "non_member"})
    equal(family.path("leaf"), "ended")


def story_any_order(town):
    """The branches of a family may be entered in any order: the answers are the same, and each
    organisation that is served in the end was told of."""
    links = [("a", "root"), ("b", "a"), ("c", "b"), ("c", "root")]
    for order in itertools.permutations(links):
        family = Family(town, "a", "b", "c")
        for link in order:
            family.link(*link)
        equal(family.told(once=False), {"a": "member", "b": "auxiliary", "c": "member"}, str(order))
        equal([family.path(name) for name in "abc"], ["a root", "b a root", "c root"], str(order))


def story_circle(town):
    """A circle is refused and named; nobody loses anything by the attempt, however often it is made."""
    family = Family(town, "a", "b", "c")
    for link in (("a", "root"), ("b", "a"), ("c", "b")):
        family.link(*link)
    equal(len(family.told()), 3)
    for _ in range(3):
        named = refused(town.operator, "intake.membership.put", family.link_data("a", "c"),
                        "E_CYCLE", "data.parent")
        equal(named, "a > c > b > a")
    equal(refused(town.operator, "intake.membership.put", family.link_data("a", "a"),
                  "E_CYCLE", "data.parent"), "a > a")
    equal(family.told(), {})
    equal([family.path(name) for name in "abc"], ["a root", "b a root", "c b a root"])


def story_turned_round(town):
    """Who has left may one day take in the one they were in: a circle is one of one day."""
    family = Family(town, "a", "b")
    family.link("a", "root")
    family.link("b", "root")
    family.link("a", "b", valid_from=START, valid_to="2020-12-31")
    family.link("b", "a", valid_from="2021-01-01")
    refused(town.operator, "intake.membership.put", family.link_data("a", "b", valid_to="2021-01-01"),
            "E_CYCLE", "data.parent")
    refused(town.operator, "intake.membership.put",
            family.link_data("b", "a", valid_from="2020-12-31"), "E_CYCLE", "data.parent")


# ---- pausing, ending, coming back ----

def story_back_again(town):
    """A membership that is suspended and comes back gives everybody below what they had."""
    family = Family(town, "net", "one", "two")
    for link in (("net", "root"), ("one", "net"), ("two", "one")):
        family.link(*link)
    before = {name: family.ask(name) for name in family.ids}
    family.told()
    family.link("net", "root", status="suspended")
    equal(family.told(), {name: "non_member" for name in ("net", "one", "two")})
    answer = family.ask("two")
    equal((answer["reason"], family.names[answer["blocked_by"]], family.steps(answer["nearly"])),
          ("membership_suspended", "net root", "two one net root"))
    family.link("net", "root")
    equal(family.told(), {"net": "member", "one": "auxiliary", "two": "auxiliary"})
    equal({name: family.ask(name) for name in family.ids}, before)
    family.put("net", status="suspended")
    equal(len(family.told()), 3)
    equal((family.path("net"), family.path("one")), ("not_active", "parent_not_active"))
    family.put("net")
    equal(len(family.told()), 3)
    equal({name: family.ask(name) for name in family.ids}, before)


def story_old_one_does_not_block(town):
    """A membership that was cancelled or has ended long ago does not stand in the way of a new one, nor
    does a new one bring the old one back."""
    family = Family(town, "net", "firm")
    family.link("net", "root")
    family.link("firm", "net", "first", valid_to="2019-12-31")
    family.link("firm", "net", "second", valid_from="2020-01-01", status="cancelled")
    equal(family.told(), {"net": "member"})
    equal(family.path("firm"), "ended")
    family.link("firm", "net", "third", valid_from="2021-01-01")
    equal(family.told(), {"firm": "auxiliary"})
    equal(family.path("firm"), "firm net root")
    equal(family.path("firm", "2019-12-31"), "firm net root")
    equal(family.path("firm", "2020-06-01"), "ended")
    equal(len(family.ask("firm")["paths"]), 1)
    family.link("firm", "net", "third", valid_from="2021-01-01", status="cancelled")
    equal(family.told(), {"firm": "non_member"})


def story_overlapping(town):
    """Two memberships of the same pair may overlap: one of them ends and nothing changes; both are among
    the paths while both count."""
    family = Family(town, "net", "firm")
    family.link("net", "root")
    family.link("firm", "net", "older", valid_from="2015-01-01")
    family.link("firm", "net", "newer", valid_from="2020-01-01")
    equal(family.told(), {"net": "member", "firm": "auxiliary"})
    answer = family.ask("firm")
    equal([family.names[path["steps"][0]["edge"]] for path in answer["paths"]], ["older", "newer"])
    family.link("firm", "net", "older", valid_from="2015-01-01", valid_to="2021-12-31")
    equal(family.told(), {}, "the answer is the same")
    equal([family.names[path["steps"][0]["edge"]] for path in family.ask("firm")["paths"]],
          ["newer"])
    family.link("firm", "net", "newer", valid_from="2020-01-01", status="suspended")
    equal(family.told(), {"firm": "non_member"})


def story_backdated(town):
    """What is entered late counts from the day it says; what is said of other days does not change."""
    family = Family(town, "net", "firm")
    family.link("net", "root", valid_from="2018-01-01")
    family.link("firm", "net", valid_from=day(0))
    family.told()
    equal(family.path("firm", day(-1)), "not_yet")
    family.link("firm", "net", valid_from="2016-01-01")
    equal(family.told(), {}, "today's answer is the same")
    equal(family.path("firm", day(-1)), "firm net root")
    equal(family.path("firm", "2017-06-01"), "not_yet", "the network itself was not there")
    equal(family.path("firm", "2015-06-01"), "not_yet")
    family.link("firm", "net", valid_from="2016-01-01", valid_to=day(-30))
    equal(family.told(), {"firm": "non_member"})
    equal(family.path("firm", day(-30)), "firm net root")


def story_moved(town):
    """A membership that is found to be another's moves: both are told."""
    family = Family(town, "net", "wrong", "right")
    family.link("net", "root")
    family.link("wrong", "net", "edge")
    equal(family.told(), {"net": "member", "wrong": "auxiliary"})
    family.link("right", "net", "edge")
    equal(family.told(), {"wrong": "non_member", "right": "auxiliary"})


# ---- which path decides ----

def story_all_paths(town):
    """All valid paths are told: the one that decides first, shorter ones first, then by the ids of the
    memberships; when there are more than 32 that is said."""
    family = Family(town, "left", "right", "firm")
    for link in (("left", "root"), ("right", "left"), ("firm", "right"), ("firm", "left")):
        family.link(*link)
    family.link("right", "root")
    answer = family.ask("firm")
    equal([(family.steps(path["steps"]), path["class"], path["level"]) for path in answer["paths"]],
          [("firm right root", "auxiliary", 2), ("firm left root", "auxiliary", 2),
           ("firm right left root", "auxiliary", 3)])
    equal(answer["path"], answer["paths"][0]["steps"])
    equal((answer["sponsor"], "paths_cut" in answer), (family.ids["right"], False))
    many = Family(town, "firm", *(f"net{number}" for number in range(40)))
    for number in range(40):
        many.link(f"net{number}", "root")
        many.link("firm", f"net{number}")
    answer = many.ask("firm")
    equal((len(answer["paths"]), answer["paths_cut"]), (32, True))
    equal(many.steps(answer["path"]), "firm net0 root")


def story_classes(town):
    """The by-law says who is a member, who an auxiliary and who neither: how far, by which kinds of
    membership, for which kinds of organisation. A file with a word that is none is not taken."""
    family = Family(town, "net", "firm", "friend", "lone")
    family.put("net", kind="network")
    family.link("net", "root")
    family.link("firm", "net")
    family.link("friend", "net", kind="affiliated")
    family.link("lone", "root", kind="affiliated")
    family.told()
    equal([family.ask(name)["class"] for name in ("net", "firm", "friend", "lone")],
          ["member", "auxiliary", "auxiliary", "member"])
    intake = town["intake"]
    town.write_config(intake, auxiliary_memberships="'member_of friend_of'")
    town.reload("configuration is wrong")
    equal(family.path("friend"), "friend net root")
    town.write_config(intake, member_depth="'2'", member_memberships="'member_of'",
                      auxiliary_memberships="'member_of'", member_kinds="'coop coop_solidarity'")
    town.reload("configuration loaded")
    equal([family.ask(name)["class"] for name in ("net", "firm")], ["auxiliary", "member"])
    equal([family.path(name) for name in ("friend", "lone")], ["membership_kind"] * 2)
    equal(family.told(), {})
    town.operator.need("intake.eligibility.recheck", {"organisation": family.ids["root"]})
    equal(family.told(), {"net": "auxiliary", "firm": "member", "friend": "non_member",
                          "lone": "non_member"})
    town.write_config(intake, auxiliary_kinds="'network'")
    town.reload("configuration loaded")
    equal(family.path("firm"), "organisation_kind")
    town.write_config(intake)
    town.reload("configuration loaded")
    town.operator.need("intake.eligibility.recheck", {"organisation": family.ids["root"]})
    equal(len(family.told()), 4)


# ---- by chance ----

def chance_changes(family, names, chance, count):
    """So many changes of memberships and organisations; some close a circle and are refused."""
    for _ in range(count):
        if chance.random() < 0.15:
            status = chance.choice(["active", "active", "suspended", "left"])
            yield "intake.organisation.put", family.data(chance.choice(names), status=status)
            continue
        child, edge = chance.choice(names), f"edge {chance.randrange(2 * len(names))}"
        start = chance.choice([START, "2020-01-01", day(-5), day(3)])
        end = chance.choice([None, None, None, day(-1), day(0), day(9)])
        yield "intake.membership.put", family.link_data(
            child, chance.choice(["root", *names]), edge, valid_from=start,
            kind=chance.choice(["member_of", "affiliated"]),
            status=chance.choice(["active", "active", "active", "suspended", "cancelled"]),
            **({"valid_to": end} if end and end >= start else {}))


def story_by_chance(town):
    """Hundreds of changes in no order: in the end everybody was last told what is true now, and nobody was
    told the same twice in a row."""
    chance = random.Random(20140401)
    names = [f"org{number}" for number in range(40)]
    family = Family(town, *names)
    replies = town.operator.call_many("intake", list(chance_changes(family, names, chance, 600)))
    equal({reply.error for reply in replies if not reply.done}, {"E_CYCLE"})
    last = {one: ("non_member", 0, None) for one in family.ids.values()}
    last[family.ids["root"]] = ("member", 0, None)
    for event in town.told():
        data = event["data"]
        now = (data["class"], data.get("level", 0), data.get("sponsor"))
        holds(now != last[data["organisation"]], "told something new")
        last[data["organisation"]] = now
    answers = {family.ids[name]: family.ask(name) for name in family.ids}
    equal(last, {one: (answer["class"], answer.get("level", 0), answer.get("sponsor"))
                 for one, answer in answers.items()})
    holds(len({answer["class"] for answer in answers.values()}) == 3, "all classes occur")


# ---- what is wrong is refused ----

def story_bad_input(town):
    """Unknown organisations, dates the wrong way round, an old revision, another's members, too many
    memberships: refused with a number and a path, and nothing has changed."""
    family = Family(town, "net", "firm", "other")
    family.link("net", "root")
    family.link("firm", "net")
    before = family.ask("firm")
    put, operator = "intake.membership.put", town.operator
    good = family.link_data("firm", "other")
    refused(operator, put, {**good, "child": new_id()}, "E_UNKNOWN_ORGANISATION", "data.child")
    refused(operator, put, {**good, "parent": new_id()}, "E_UNKNOWN_ORGANISATION", "data.parent")
    refused(operator, put, {**good, "valid_to": "2014-03-31"}, "E_DATES", "data.valid_to")
    refused(operator, put, {**good, "expected_rev": 3}, "E_REV", "data.expected_rev")
    refused(operator, put, {**family.link_data("firm", "net"), "expected_rev": 2}, "E_REV",
            "data.expected_rev")
    for field, value, error in (("valid_from", "2014-02-30", "E_FIELD_FORMAT"),
                                ("status", "asleep", "E_FIELD_CHOICE"), ("child", None, "E_FIELD_MISSING")):
        data = {**good, field: value}
        reply = operator.call(put, {name: one for name, one in data.items() if one is not None})
        equal((reply.status, reply.error, reply.path), ("error", error, f"data.{field}"))
    for kind in ("intake.eligibility.get", "intake.eligibility.recheck"):
        refused(operator, kind, {"organisation": new_id()}, "E_UNKNOWN_ORGANISATION",
                "data.organisation")
    network = town.client("network")
    refused(network, put, family.link_data("firm", "net"), "E_SCOPE", "data.parent")
    refused(network, "intake.eligibility.recheck", {"organisation": family.ids["net"]}, "E_SCOPE",
            "data.organisation")
    family.told()
    equal(family.ask("firm"), before)
    replies = operator.call_many("intake", [
        (put, {**family.link_data("other", "net", f"edge {number}"),
               "valid_from": f"{1971 + number}-01-01", "valid_to": f"{1971 + number}-12-31"})
        for number in range(257)])
    equal([reply.error for reply in replies if not reply.done], ["E_MEMBERSHIPS"])


# ---- many ----

def big_family(town, count):
    """A network with so many members, all told of."""
    family = Family(town, "net")
    firms = [f"firm{number}" for number in range(count)]
    family.ids.update({firm: new_id() for firm in firms})
    family.names.update({family.ids[firm]: firm for firm in firms})
    puts = [("intake.organisation.put", family.data(firm)) for firm in firms]
    links = [("intake.membership.put", family.link_data(firm, "net")) for firm in firms]
    family.link("net", "root")
    for messages in (puts, links):
        holds(all(reply.done for reply in town.operator.call_many("intake", messages)), "all are put")
    equal(len(family.told()), count + 1)
    return family


def largest_transaction(town, since):
    """Most events of one transaction of intake from a seq on."""
    return int(town.rows("intake", f"SELECT max(n) FROM (SELECT count(*) AS n FROM event WHERE seq > {since} "
                                   "AND type = 'intake.eligibility.changed' GROUP BY tx_no) AS t")[0][0])


def story_thousands(town):
    """One change above three thousand is told in portions, and a daemon that is killed in the middle goes
    on where it was: each of them is told of exactly once, and queries were right all the time."""
    family = big_family(town, 3000)
    since = town.feed.seq
    family.link("net", "root", status="suspended")
    equal(family.path("firm2999"), "membership_suspended")
    intake = town["intake"]
    holds(wait_for(lambda: town.head() > since + 1, 5, pause_s=0), "it has begun")
    intake.kill()
    intake.start()
    intake.wait_ready()
    equal(len(family.told()), 3001)
    holds(largest_transaction(town, since) <= PORTION, "portions")
    since = town.feed.seq
    family.link("net", "root")
    family.link("net", "root", status="suspended")
    family.link("net", "root")
    town.told()
    equal([family.path(f"firm{number}") for number in (0, 1500, 2999)],
          [f"firm{number} net root" for number in (0, 1500, 2999)])
    classes = town.rows("intake", "SELECT class, count(*) FROM standing WHERE sponsor = "
                                  f"'{family.ids['net']}' GROUP BY class ORDER BY class")
    equal(classes, [["1", "1"], ["2", "3000"]])
    holds(largest_transaction(town, since) <= PORTION, "portions")


# ---- the day itself ----

def story_days_pass(town):
    """A membership that begins or ends by its dates is told of on the day, with nobody doing anything."""
    family = Family(town, "net", "new", "old", "under")
    family.link("net", "root")
    family.link("new", "net", valid_from=day(2))
    family.link("old", "net", valid_to=day(1))
    family.link("under", "old")
    equal(family.told(), {"net": "member", "old": "auxiliary", "under": "auxiliary"})
    answer = family.ask("new")
    equal((answer["reason"], family.names[answer["blocked_by"]]), ("not_yet", "new net"))
    equal(family.path("new", day(2)), "new net root")
    equal(family.path("under", day(2)), "ended")
    intake = town["intake"]
    intake.stop()
    town.write_config(intake, clock_offset_us=f"'{2 * DAY_US}'")
    intake.start()
    intake.wait_ready()
    equal(family.told(), {"new": "auxiliary", "old": "non_member", "under": "non_member"})
    equal(family.path("new"), "new net root")


class Place(Town):
    """A town without a co-operative, whose feed of intake is read by a client."""

    def begin(self):
        super().begin()
        self.operator = self.client()
        self.feed = Feed(self.operator, "intake")

    def head(self):
        """The last seq of intake."""
        return self.operator.need("status.get", service="intake")["head_seq"]

    def waiting(self):
        """Walks that are not at their end, and days that have come."""
        return int(self.rows("intake", "SELECT count(*) FROM timer WHERE name = 'recheck' OR "
                                       f"due_us <= {DAY_US} * (current_date - date '1970-01-01')")[0][0])

    def told(self):
        """What was told of eligibility since the last time, once nothing is under way."""
        holds(wait_for(lambda: not self.waiting(), 20), "everyone is looked at")
        head, seen = self.head(), []
        while self.feed.seq < head:
            seen += self.feed.step(0.5)
        return [event for event in seen if event["type"] == "intake.eligibility.changed"]

    def reload(self, words):
        """SIGHUP, and waits until the log says so."""
        intake = self["intake"]
        size = len(intake.log())
        intake.signal(signal.SIGHUP)
        holds(wait_for(lambda: words in intake.log()[size:], 5), words)


def main():
    """One place; the clock moves at the end."""
    clients = {"network": {"roles": ("operator",), "actors": ("system", "network"),
                           "organisations": (new_id(),)}}
    with Place(load=False, clients=clients) as town:
        return tell(stories_of(__name__), town)


if __name__ == "__main__":
    sys.exit(main())
