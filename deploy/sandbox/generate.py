#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""Writes the sandbox co-operative as commands, one JSON object a line: the size of the article that
Entraide comes from. Deterministic: the same arguments give the same bytes. All people are invented.

    generate.py FOLDER [--enterprises 11000] [--contacts-every 10]

FOLDER gets intake.jsonl, matcher.jsonl, billing.jsonl (each line {"type", "data"}) and journey.json
(the ids that the journey of deploy/up needs)."""
import argparse
import json
import pathlib
import random
import uuid

from quebec import calendar

HERE = pathlib.Path(__file__).resolve().parent
SPACE = uuid.UUID("6f3b1c52-0c5e-4f0e-9a51-2f6b7d9e1a00")  # only names our own ids apart
START = "2014-04-01"
PEOPLE = "Amélie Benoît Camille David Élise Félix Geneviève Hugo Isabelle Julien Karine Louis Manon Nicolas " \
         "Océane Philippe Rosalie Samuel Thérèse Vincent".split()
FAMILIES = "Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger " \
           "Lévesque Bergeron Leblanc Paquette Girard Simard Boucher Caron Beaulieu Cloutier Dubé".split()
TRADES = "alimentation habitation forêt santé culture transport garde recyclage énergie agriculture tourisme " \
         "sport médias imprimerie artisanat".split()
LICENCES = {"law": "barreau-qc", "accounting": "cpa-qc"}


def make_id(kind, number):
    return str(uuid.uuid5(SPACE, f"{kind}/{number}"))


class Sandbox:
    def __init__(self, enterprises, contacts_every):
        self.catalogue = json.loads((HERE / "catalogue.json").read_text("utf-8"))
        self.random = random.Random(20240930)
        self.enterprises = enterprises
        self.contacts_every = contacts_every
        self.lines = {"intake": [], "matcher": [], "billing": []}

    def say(self, type_, **data):
        self.lines[type_.split(".")[0]].append({"type": type_, "data": data})

    def organisation(self, number, name, kind, parent, **more):
        self.say("intake.organisation.put", id=make_id("org", number), name=name, kind=kind,
                 region=self.region(number), language="en" if number % 9 == 8 else "fr",
                 address=f"{1 + number % 900}, rue Principale", **more)
        if parent is not None:
            self.say("intake.membership.put", id=make_id("edge", number), child=make_id("org", number),
                     parent=make_id("org", parent), valid_from=START)

    def region(self, number):
        regions = self.catalogue["regions"]
        return regions[number % 3 if number % 2 else number % len(regions)]

    def person(self, number):
        first = PEOPLE[number % len(PEOPLE)]
        family = FAMILIES[(number * 7 + number // len(PEOPLE)) % len(FAMILIES)]
        return f"{first} {family}"

    def contact(self, number):
        self.say("intake.contact.put", id=make_id("contact", number), organisation=make_id("org", number),
                 name=self.person(number), email=f"contact{number}@org{number}.example", phone=f"514-555-{number % 10000:04d}",
                 address=f"{100 + number % 900}, rue Principale", language="en" if number % 9 == 8 else "fr")

    def make_intake(self):
        for field in self.catalogue["fields"]:
            self.say("intake.field.put", code=field["code"], labels={"fr": field["fr"], "en": field["en"]})
        for service in self.catalogue["services"]:
            low, typical, high = service["minutes"]
            more = {key: service[key] for key in ("licence", "min_level", "modality", "separate_from", "eligibility")
                    if key in service}
            self.say("intake.service.put", code=service["code"], field=service["field"],
                     labels={"fr": service["fr"], "en": service["en"]}, low_minutes=low, typical_minutes=typical,
                     high_minutes=high, **more)
        for rule in self.catalogue["rules"]:
            conditions = [{"operator": "is", **condition} for condition in rule["conditions"]]
            self.say("intake.rule.put", code=rule["code"], service=rule["service"], conditions=conditions,
                     reason={"fr": rule["fr"], "en": rule["en"]}, valid_from=START)
        self.say("intake.calendar.put", **calendar())
        self.make_organisations()
        for offering in self.catalogue["offerings"]:
            self.say("intake.offering.put", network=make_id("org", offering["network"]), service=offering["service"],
                     valid_from=START, terms={"fr": offering["fr"], "en": offering["en"]})

    def make_organisations(self):
        """The co-op, 200 networks, and enterprises in a proportion of 1 to 4 on levels two and three; one in
        fifty is affiliated with a second network."""
        self.organisation(0, "Consortium de coopération (bac à sable)", "coop_solidarity", None, root=True)
        for number in range(1, 201):
            self.organisation(number, f"Réseau {TRADES[number % len(TRADES)]} {number}", "network", 0)
        second = max(200, self.enterprises // 5)
        for number in range(201, 201 + self.enterprises):
            parent = number % 200 + 1 if number < 201 + second else 201 + number % second
            kind = ("coop", "coop_solidarity", "npo", "mutual")[number % 4]
            self.organisation(number, f"Coopérative {TRADES[number % len(TRADES)]} {number}", kind, parent)
            if number % 50 == 49:
                self.say("intake.membership.put", id=make_id("edge2", number), child=make_id("org", number),
                         parent=make_id("org", (number + 100) % 200 + 1), kind="affiliated", valid_from=START)
            if number % self.contacts_every == 0:
                self.contact(number)

    def make_matcher(self):
        """100 professionals: each field has at least five; 80 work directly with enterprises. Those of one
        field (of one rank: number // 15) differ in level, capacity and office."""
        fields = sorted({service["field"] for service in self.catalogue["services"]})
        for number in range(100):
            field, rank = fields[number % len(fields)], number // len(fields)
            second = fields[(number * 4 + 3) % len(fields)]
            skills = [{"field": field, "level": 3 + rank % 3}]
            if second != field and second not in LICENCES:
                skills.append({"field": second, "level": 1 + number % 3})
            licences = [{"kind": LICENCES[field], "valid_to": "2031-03-31"}] if field in LICENCES else []
            more = {"licences": licences} if licences else {}
            office = "ca.qc.montreal" if number % 2 else "ca.qc.capitale-nationale"
            self.say("matcher.professional.put", id=make_id("pro", number), name=self.person(number + 500),
                     email=f"pro{number}@consortium.example", phone=f"418-555-{number:04d}",
                     language="fr", languages=["fr", "en"] if number % 5 < 3 else ["fr"], skills=skills,
                     base_region=office, regions=["ca.qc"] if number % 3 else [office], remote=number % 7 != 6,
                     direct=(number + rank) % 5 != 4, weekly_minutes=2100 - 300 * (rank % 4), open_max=40, **more)
        # 22 is a lawyer who left the network above the enterprise of the journey.
        for number in (*range(0, 100, 10), 22):
            organisation = 11 if number == 22 else 1 + number
            self.say("matcher.conflict.put", id=make_id("conflict", number), professional=make_id("pro", number),
                     organisation=make_id("org", organisation), kind="former_employer", valid_from="2025-01-01")

    def make_billing(self):
        for number, service in enumerate(self.catalogue["services"]):
            self.say("billing.rate.put", id=make_id("rate", number), service=service["code"],
                     hourly_cents=service["hourly_cents"], currency="CAD", valid_from=START,
                     basis="salaires et frais communs de l'exercice précédent")
        for tax in self.catalogue["taxes"]:
            self.say("billing.tax.put", id=make_id("tax", tax["code"]), code=tax["code"],
                     labels={"fr": tax["fr"], "en": tax["en"]}, region=tax["region"], rate_ppm=tax["rate_ppm"],
                     rank=tax["rank"], registration=tax["registration"], valid_from="2013-01-01")

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for service, lines in self.lines.items():
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (folder / f"{service}.jsonl").write_text(text, "utf-8")
        asking = 210  # two memberships below the co-op: an auxiliary member
        journey = {"organisation": make_id("org", asking), "contact": make_id("contact", asking),
                   "root": make_id("org", 0)}
        (folder / "journey.json").write_text(json.dumps(journey, indent=1) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description="write the sandbox co-operative as commands")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--enterprises", type=int, default=11000)
    parser.add_argument("--contacts-every", type=int, default=10)
    options = parser.parse_args()
    sandbox = Sandbox(options.enterprises, options.contacts_every)
    sandbox.make_intake()
    sandbox.make_matcher()
    sandbox.make_billing()
    sandbox.write(options.folder)


if __name__ == "__main__":
    main()
