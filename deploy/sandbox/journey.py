# SPDX-License-Identifier: MPL-2.0
"""The journey of one request, from a member who asks only for a lawyer to the invoice, over the bus and as
an outside system would make it. Everything said here was answered by a daemon or received by the mail
server; what is not as promised ends the journey with one line that says so."""

import datetime
import json
import os
import sys
import time

from deploy.local import wait_for
from deploy.sandbox import money
from deploy.sandbox.month import Month

TEXT = ("Bonjour, nous sommes quatorze et nous voulons passer d'un organisme sans but lucratif à une "
        "coopérative. Il nous faut un avocat pour nous conseiller.")
ASKED = "legal.advice"
EXPECTED_SUGGESTIONS = {"accounting.projections", "organisation.management"}
EXPECTED_TAXES = {"gst": 50000, "qst": 99750}
HEADROOM_PERCENT = 10  # the contact lets later versions cost this much more without asking
WORKED_MINUTES = 150
EXPLAINED_MAX = 8


class Failed(Exception):
    """A promise that was not kept."""


class Teller:
    """Words on the terminal; colours only there."""

    def __init__(self):
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.bold, self.green, self.plain = ("\033[1m", "\033[32m", "\033[0m") if colour else ("",) * 3
        self.step = 0
        self.checks = 0

    def heading(self, text):
        """A new step."""
        self.step += 1
        print(f"\n{self.bold}{self.step}. {text}{self.plain}", flush=True)

    def say(self, text):
        """Some lines, indented."""
        for line in text.splitlines():
            print(f"   {line}".rstrip(), flush=True)

    def check(self, holds, text):
        """A promise: told when kept; else the journey ends."""
        if not holds:
            raise Failed(text)
        self.checks += 1
        print(f"   {self.green}ok{self.plain} {text}", flush=True)


class World:
    """What the sandbox's generator wrote, as the outside systems know it: names and addresses."""

    def __init__(self, folder):
        self.folder = folder
        self.people, self.services, self.contacts = {}, {}, {}
        for kind, data in self._lines("matcher"):
            if kind == "matcher.professional.put":
                self.people[data["id"]] = data
        for kind, data in self._lines("intake"):
            if kind == "intake.service.put":
                self.services[data["code"]] = data
            elif kind == "intake.contact.put":
                self.contacts[data["id"]] = data
        with open(os.path.join(folder, "journey.json"), encoding="utf-8") as file:
            self.journey = json.load(file)

    def _lines(self, service):
        with open(os.path.join(self.folder, f"{service}.jsonl"), encoding="utf-8") as file:
            for line in file:
                value = json.loads(line)
                yield value["type"], value["data"]

    def name(self, professional):
        """The name of a professional."""
        return self.people[professional]["name"]

    def label(self, service, language="en"):
        """What a service is called."""
        return self.services[service]["labels"][language]


class Journey:
    """One request. story collects what the daemons answered, for the page."""

    def __init__(self, local, entraide, world, teller):
        self.local, self.entraide, self.world, self.teller = local, entraide, world, teller
        self.contact = world.contacts[world.journey["contact"]]
        self.story = {"contact": self.contact, "world": world, "text": TEXT, "mails": []}
        self.request = self.plan = self.month = None

    def run(self):
        """All steps, in order; the story."""
        for step in (self.show_eligibility, self.submit, self.show_team, self.show_reasons,
                     self.show_quote, self.show_first_mail, self.decide, self.crash, self.decline,
                     self.accept, self.introduce, self.work, self.bill, self.trace,
                     self.close_month):
            step()
        return self.story

    # ---- helpers ----

    def plan_now(self):
        """The newest version of the plan."""
        return self.entraide.ask("portal", "matcher.plan.get", request=self.request["id"])

    def quotes(self):
        """All quotes of the plan."""
        return self.entraide.send("portal", "billing.quote.list", plan=self.plan["id"])["quotes"]

    def offers(self):
        """All offers of the request."""
        return self.entraide.send("professionals", "matcher.offer.list",
                                  request=self.request["id"])["offers"]

    def open_offers(self):
        """Those that wait for an answer."""
        return [offer for offer in self.offers() if offer["state"] == "offered"]

    def messages(self):
        """What the notifier says it told about the request."""
        return self.entraide.send("operator", "notifier.message.list",
                                  request=self.request["id"])["messages"]

    def received(self, template, recipient=None, number=1):
        """The mails of a template as the server took them, once the notifier has so many sent."""
        def look():
            sent = [message for message in self.messages() if message["template"] == template and
                    message["recipient"] == (recipient or message["recipient"])]
            return sent if len(sent) >= number and all(m["state"] == "sent" for m in sent) else None
        found = []
        for message in wait_for(f"{number} mail(s) '{template}'", look):
            copies = [mail for mail in self.local.mails()
                      if mail["message_id"] == message["message_id"]]
            if len(copies) != 1:
                raise Failed(f"mail {message['message_id']} arrived {len(copies)} times, not once")
            if copies[0]["body"].strip() != message["words"].strip():
                raise Failed(f"mail {message['message_id']} is not what notifier says it wrote")
            found.append(copies[0])
        for mail in found:
            if mail not in self.story["mails"]:
                self.story["mails"].append(mail)
        return found

    def show_mail(self, mail):
        """A mail on the terminal."""
        self.teller.say(f"| From: {mail['headers']['From']}\n| To: {mail['headers']['To']}\n"
                        f"| Subject: {mail['subject']}\n|")
        self.teller.say("\n".join(f"| {line}" for line in mail["body"].strip().splitlines()))

    # ---- 1: may they be served ----

    def show_eligibility(self):
        """The path from the enterprise up to the co-operative."""
        tell = self.teller
        tell.heading("May this enterprise be served? (intake)")
        found = self.entraide.send("portal", "intake.eligibility.get",
                                   organisation=self.world.journey["organisation"])
        self.story["eligibility"] = found
        for depth, step in enumerate(found["path"]):
            tell.say("  " * depth + ("is a member of " if depth else "") + step["name"])
        tell.check(found["eligible"], f"eligible on {found['as_of']}, by this path")
        tell.check(found["class"] == "auxiliary" and found["level"] == 2,
                   f"class {found['class']}, {found['level']} memberships below the co-operative")
        tell.check(found["path"][-1]["organisation"] == self.world.journey["root"],
                   "the path ends at the co-operative itself")

    def submit(self):
        """Asks only for a lawyer."""
        tell = self.teller
        tell.heading("A member asks for a lawyer, and only for that (intake)")
        self.request = self.entraide.send(
            "portal", "intake.request.submit", source_ref=f"journey-{time.time_ns()}",
            organisation=self.world.journey["organisation"], contact=self.contact["id"], text=TEXT,
            needs=[{"service": ASKED}], answers={"case": "structure", "employees": "14"})
        self.story["request"] = self.request
        suggested = [need for need in self.request["needs"] if need["provenance"] == "rule"]
        for need in self.request["needs"]:
            tell.say(f"{need['service']:26}{need['minutes']:5} min  {need['provenance']}")
            if "reason" in need:
                tell.say(f"    {need['reason']['fr']}")
        tell.check(len(self.request["needs"]) == len(suggested) + 1, "one need was declared")
        tell.check({need["service"] for need in suggested} == EXPECTED_SUGGESTIONS,
                   "accounting and organisational management are suggested")
        tell.check(all(need["reason"].get("fr") and need["reason"].get("en") for need in suggested),
                   "each suggestion has its reason, in two languages")

    # ---- 2: who ----

    def show_team(self):
        """One team for all needs."""
        tell = self.teller
        tell.heading("The team for all of it (matcher)")
        self.plan = wait_for("a plan with its price",
                             lambda: (lambda plan: plan if plan and plan.get("quote") else None)(
                                 self.plan_now()))
        self.story["plans"] = [self.plan]
        for need in self.plan["needs"]:
            second = "nobody else could" if "runner_up" not in need else (
                f"next: {self.world.name(need['runner_up'])} "
                f"(+{money.plain(need.get('runner_up_extra_cents', 0))})")
            tell.say(f"{self.world.label(need['service']):28}{self.world.name(need['professional']):22}"
                     f"best of {need['candidate_count']}, {second}")
        for need in self.plan["needs"]:
            parts = [f"{term['term']} {money.plain(term['amount_cents'])}"
                     for term in self.plan["terms"] if term["professional"] == need["professional"]]
            tell.say(f"  {self.world.name(need['professional'])} weighs: {', '.join(parts)}")
        terms = sum(term["amount_cents"] for term in self.plan["terms"])
        tell.check({need["need"] for need in self.plan["needs"]} ==
                   {need["id"] for need in self.request["needs"]}, "every need has somebody")
        tell.check(terms == self.plan["cost_cents"],
                   f"the {len(self.plan['terms'])} terms of the explanation add up to the objective, "
                   f"{money.plain(terms)}")
        tell.check(self.plan.get("proven") and
                   self.plan["lower_bound_cents"] == self.plan["cost_cents"],
                   "proven: no team can be better")

    def show_reasons(self):
        """Why not somebody else: asked by name."""
        tell = self.teller
        tell.heading(f"Why not somebody else for {ASKED}? (matcher.match.explain)")
        need = next(need for need in self.plan["needs"] if need["service"] == ASKED)
        field = self.world.services[ASKED]["field"]
        asked = [need[role] for role in ("professional", "runner_up") if role in need]
        asked += [one["id"] for one in self.world.people.values() if one["id"] not in asked and
                  any(skill["field"] == field for skill in one["skills"])]
        asked += [one["id"] for one in self.world.people.values()
                  if not any(skill["field"] == field for skill in one["skills"])][:1]
        self.story["explanations"] = []
        for professional in asked[:EXPLAINED_MAX - 1] + asked[-1:]:
            why = self.entraide.send("portal", "matcher.match.explain", request=self.request["id"],
                                     need=need["need"], professional=professional)
            self.story["explanations"].append({"professional": professional, **why})
            tell.say(f"{self.world.name(professional):22}{self.why_in_words(why)}")
        excluded = [why for why in self.story["explanations"] if why.get("constraint")]
        possible = [why for why in self.story["explanations"]
                    if not why.get("constraint") and not why.get("on_team")]
        tell.check(excluded and possible and self.story["explanations"][0].get("on_team"),
                   f"{len(excluded)} are excluded by a named constraint, {len(possible)} could do it "
                   "at a stated extra")

    @staticmethod
    def why_in_words(why):
        """An explanation on one line."""
        if why.get("on_team"):
            return "is on the team"
        if why.get("constraint"):
            return f"cannot: {why['constraint']} ({why.get('detail', '')})"
        extra = why.get("extra_cents", 0)
        return f"could: a team with them is {money.plain(extra)} worse" if extra else "could: just as good"

    # ---- 3: the price ----

    def show_quote(self):
        """At cost, line by line, recomputed here."""
        tell = self.teller
        tell.heading("The price, at cost (billing)")
        quote = self.quotes()[-1]
        self.story["quotes"] = [quote]
        self.tell_document(quote)
        tell.check(quote["id"] == self.plan["quote"], "this is the quote that the plan names")
        tell.check(len(quote["lines"]) == len(self.plan["needs"]), "one line for each need")
        self.check_document(quote)

    def tell_document(self, document):
        """The lines of a quote or an invoice."""
        tell = self.teller
        for line in document["lines"]:
            tell.say(f"{self.world.label(line['service']):28}{line['minutes']:5} min at "
                     f"{money.plain(line['hourly_cents']):>8}/h {money.plain(line['amount_cents']):>12}")
        tell.say(f"{'Net':52}{money.plain(document['net_cents']):>12}")
        for tax in document["taxes"]:
            tell.say(f"{tax['labels']['en'] + ' ' + money.percent(tax['rate_ppm']):52}"
                     f"{money.plain(tax['amount_cents']):>12}")
        tell.say(f"{'Total ' + document['currency']:52}{money.plain(document['total_cents']):>12}")

    def check_document(self, document):
        """Recomputed, whole numbers only."""
        wrong = money.faults(document)
        self.teller.check(not wrong, "lines, net, taxes and total add up to the cent" if not wrong
                          else "; ".join(wrong))
        taxes = {tax["code"]: tax["rate_ppm"] for tax in document["taxes"]}
        self.teller.check(taxes == EXPECTED_TAXES, "GST is 5 %, QST is 9.975 %, both on the net")

    def show_first_mail(self):
        """What the contact received."""
        tell = self.teller
        tell.heading("The message, as the mail server received it (notifier)")
        mail = self.received("quote", self.contact["id"])[0]
        self.show_mail(mail)
        tell.check(mail["to"] == [self.contact["email"]] and mail["language"] == "fr",
                   "one mail, to the contact, in French")
        total = money.french(self.story["quotes"][0]["total_cents"])
        spaced = mail["body"].replace("\u202f", money.NO_BREAK).replace(" ", money.NO_BREAK)
        tell.check(total in spaced and all(self.world.name(need["professional"]) in mail["body"]
                                           for need in self.plan["needs"]),
                   "it names the team and the same total")

    # ---- 4: the decision ----

    def decide(self):
        """Accepted, with a limit for what may follow."""
        tell = self.teller
        tell.heading("The contact accepts, with a limit (matcher)")
        total = self.story["quotes"][0]["total_cents"]
        self.story["limit_cents"] = total + total * HEADROOM_PERCENT // 100
        self.entraide.send("portal", "matcher.plan.decide", plan=self.plan["id"],
                           version=self.plan["version"], quote=self.plan["quote"],
                           decision="accept", not_to_exceed_cents=self.story["limit_cents"])
        offers = self.open_offers()
        tell.say(f"accepted {money.plain(total)}, not to exceed "
                 f"{money.plain(self.story['limit_cents'])}")
        tell.check(len(offers) == len(self.plan["needs"]),
                   f"{len(offers)} offers went out, their minutes are held")
        mails = self.received("offer", number=len(offers))
        addresses = {self.world.people[offer["professional"]]["email"] for offer in offers}
        tell.check({mail["to"][0] for mail in mails} == addresses, "each of them got a mail")

    def crash(self):
        """kill -9 of the daemon that holds the offers."""
        tell = self.teller
        tell.heading("In the middle of it: kill -9 of the matcher")
        before, offers = wait_for("all feeds read", self.entraide.settled), self.offers()
        began = time.monotonic()
        code = self.local.site.kill("matcher")
        tell.check(code == -9, "the matcher is dead (SIGKILL)")
        alive = self.entraide.send("portal", "intake.eligibility.get",
                                   organisation=self.world.journey["organisation"])
        tell.check(alive["eligible"], "the others go on: intake answers")
        self.local.site.start("matcher")
        self.local.site.wait_ready("matcher")
        took_ms = int((time.monotonic() - began) * 1000)
        after = wait_for("all feeds read", self.entraide.settled)
        tell.say("service    events before  events after  epoch")
        for service in before:
            tell.say(f"{service:10}{before[service]['head_seq']:14}{after[service]['head_seq']:14}"
                     f"  {before[service]['epoch']} -> {after[service]['epoch']}")
        tell.check(all(before[name]["head_seq"] == after[name]["head_seq"] for name in before),
                   "no event was lost, none was written twice")
        tell.check(after["matcher"]["epoch"] == before["matcher"]["epoch"] + 1,
                   f"it is back after {took_ms} ms, in a new epoch")
        tell.check(self.offers() == offers, f"its {len(offers)} offers are as they were")
        self.story["crash"] = {"before": before, "after": after, "took_ms": took_ms}

    # ---- 5: the answers ----

    def answer(self, offer, response, **more):
        """What a professional answers."""
        self.entraide.send("professionals", "matcher.offer.respond", assignment=offer["assignment"],
                           professional=offer["professional"], response=response, **more)

    def decline(self):
        """Two accept, one declines: matched again without that person."""
        tell = self.teller
        tell.heading("One of them declines: matched again (matcher, billing)")
        offers = {offer["service"]: offer for offer in self.open_offers()}
        declined = offers.pop(ASKED)
        for offer in offers.values():
            self.answer(offer, "accept")
        self.answer(declined, "decline", reason="capacity")
        tell.say(f"{self.world.name(declined['professional'])} declines, the others accept")
        self.plan = wait_for("version 2 to be accepted by the limit",
                             lambda: (lambda plan: plan if plan["version"] == 2 and
                                      plan["state"] == "accepted" else None)(self.plan_now()))
        quote = self.quotes()[-1]
        self.story["plans"].append(self.plan)
        self.story["quotes"].append(quote)
        self.story["declined"] = declined["professional"]
        team = {need["service"]: need["professional"] for need in self.plan["needs"]}
        tell.say(f"{self.world.name(team[ASKED])} takes the place; {money.plain(quote['total_cents'])}")
        why = self.entraide.send("portal", "matcher.match.explain", request=self.request["id"],
                                 need=declined["need"], professional=declined["professional"])
        tell.check(declined["professional"] not in team.values() and
                   why.get("constraint") == "declined",
                   f"who declined is not asked again ({why.get('detail') or why.get('constraint')})")
        tell.check(all(team[service] == offer["professional"] for service, offer in offers.items()),
                   "those who had accepted are kept")
        tell.check(quote["version"] == 2 and quote["total_cents"] <= self.story["limit_cents"],
                   "version 2 has its own quote, within the limit: it proceeds by itself")
        self.check_document(quote)
        self.received("quote", self.contact["id"], number=2)
        tell.check(True, "the contact is told of the change")

    def accept(self):
        """The new person accepts: everybody has."""
        tell = self.teller
        tell.heading("The new person accepts (matcher)")
        offers = wait_for("the new offer", self.open_offers)
        tell.check(len(offers) == 1 and offers[0]["service"] == ASKED, "one offer is open")
        self.answer(offers[0], "accept")
        self.plan = wait_for("the plan to be staffed",
                             lambda: (lambda plan: plan if plan["state"] == "staffed" else None)(
                                 self.plan_now()))
        states = sorted(offer["state"] for offer in self.offers())
        tell.check(states.count("accepted") == len(self.plan["needs"]) and
                   states.count("declined") == 1, "all have accepted: the plan is staffed")

    def whole_engagement(self):
        """The engagement once it has all needs: it opens with the first and is extended."""
        found = self.entraide.ask("portal", "billing.engagement.get", request=self.request["id"])
        return found if found and len(found["needs"]) == len(self.plan["needs"]) else None

    def introduce(self):
        """Both sides get each other's address."""
        tell = self.teller
        tell.heading("Both sides are put in contact (billing, notifier)")
        self.engagement = wait_for("the engagement with all needs", self.whole_engagement)
        team = {need["professional"] for need in self.engagement["needs"]}
        to_contact = self.received("introduction_contact", self.contact["id"], len(team))
        to_team = self.received("introduction_professional", number=len(team))
        self.show_mail(to_contact[0])
        emails = {self.world.people[one]["email"] for one in team}
        tell.check(all(any(email in mail["body"] for mail in to_contact) for email in emails),
                   f"the contact has the addresses of all {len(team)}, each as soon as that person accepted")
        tell.check({mail["to"][0] for mail in to_team} == emails and
                   all(self.contact["email"] in mail["body"] for mail in to_team),
                   "each of them has the contact's address")

    # ---- 6: the work and its invoice ----

    def work(self):
        """One piece of work."""
        tell = self.teller
        tell.heading("Work is logged (billing)")
        self.month = Month(self.entraide, self.request["id"])
        self.month.open(wait_for)
        need = next(need for need in self.engagement["needs"] if need["service"] == ASKED)
        logged = self.entraide.send(
            "professionals", "billing.work.log", source_ref=f"log-{self.request['id']}",
            engagement=self.engagement["id"], need=need["need"], professional=need["professional"],
            day=self.month.today().isoformat(), minutes=WORKED_MINUTES,
            activity="Première rencontre et avis sur la structure")
        rate = next(line["hourly_cents"] for line in self.story["quotes"][-1]["lines"]
                    if line["need"] == need["need"])
        self.story["work"] = {"professional": need["professional"], "minutes": WORKED_MINUTES, **logged}
        tell.check(logged["amount_cents"] ==
                   money.line_cents({"minutes": WORKED_MINUTES, "hourly_cents": rate}),
                   f"{WORKED_MINUTES} minutes at {money.plain(rate)}/h are "
                   f"{money.plain(logged['amount_cents'])}")

    def bill(self):
        """The invoice of what was worked."""
        tell = self.teller
        tell.heading("The invoice (billing, notifier)")
        invoice = self.entraide.send("operator", "billing.invoice.issue",
                                     engagement=self.engagement["id"])
        self.story["invoice"] = invoice
        tell.say(f"{invoice['number']} of {invoice['issued_on']}, due {invoice['due_on']}")
        self.tell_document(invoice)
        tell.check(invoice["net_cents"] == self.story["work"]["amount_cents"],
                   "it bills the logged work and nothing else")
        self.check_document(invoice)
        mail = self.received("document", self.contact["id"])[0]
        tell.check(invoice["number"] in mail["subject"] + mail["body"], "the contact received it")

    def trace(self):
        """The same story from four journals."""
        tell = self.teller
        tell.heading("The whole story, from four databases (entraide trace)")
        mails = len(self.story["mails"])
        text, events = wait_for("the trace of all mails", lambda: (lambda found: found if sum(
            event["type"] == "notifier.message.sent" for event in found[1]) >= mails else None)(
                self.entraide.trace(self.request["id"])))
        self.story["trace"] = events
        tell.say(text)
        tell.check({event["source"] for event in events} ==
                   {"intake", "matcher", "billing", "notifier"},
                   f"{len(events)} events, told by all four")
        tell.check(len({mail["message_id"] for mail in self.local.mails()}) == len(self.local.mails()),
                   f"{mails} mails about this request, none of them twice")

    # ---- 7: the month, at cost ----

    def close_month(self):
        """The month's cost is shared out, trued up and certified; the certificate is recomputed."""
        tell = self.teller
        tell.heading("The month is closed at cost: allocation, true-up, certificate (billing)")
        self.month.spend(self.engagement, self.story["work"])
        tell.say(f"{len(self.month.costs)} costs of {self.month.period} are posted")
        period = self.month.close(wait_for)
        rows = self.month.shares()
        self.story["month"] = {"period": period, "shares": rows,
                               "line": self.month.explain(self.engagement, self.contact["organisation"])}
        self.tell_month(rows)
        billed = sum(row["provisional_cents"] + row["true_up_cents"] for row in rows)
        cost = sum(row["cents"] for row in rows)
        tell.check(cost == self.month.cost_cents == period["cost_cents"],
                   f"the members' parts are what it cost: {money.plain(cost)}")
        tell.check(billed - cost == 0, f"billed less cost: difference {money.plain(billed - cost)}")
        path = self.local.site.path(f"{period['code']}.certificate")
        self.entraide.must("operator", "certificate", "get", period["code"], path)
        words = self.entraide.must("operator", "certificate", "verify", path).stdout.strip()
        tell.say(words)
        tell.check(" holds: " in words, "anybody can recompute it: entraide certificate verify "
                                        f"{os.path.relpath(path)}")

    def tell_month(self, rows):
        """The table on the terminal."""
        heads = ("cost", "provisional", "true-up", "billed", "difference")
        self.teller.say("".join(f"{head:>14}" for head in heads))
        for row in rows:
            billed = row["provisional_cents"] + row["true_up_cents"]
            amounts = (row["cents"], row["provisional_cents"], row["true_up_cents"], billed,
                       billed - row["cents"])
            self.teller.say("".join(f"{money.plain(cents):>14}" for cents in amounts))
