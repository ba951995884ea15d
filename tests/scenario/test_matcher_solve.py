#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""matcher-solve on instances from outside: known optima, an integer programme, files that are wrong."""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

from story import Skip, equal, holds, stories_of, tell

ORACLE = os.path.join(HERE, "..", "oracle")
INSTANCES = os.path.join(ORACLE, "instances")
BUILD = os.environ.get("ENTRAIDE_BUILD", os.path.join(HERE, "..", "..", "build", "release"))


def solve(question):
    """Exit code, answer (or None), words on the standard error."""
    done = subprocess.run([os.path.join(BUILD, "bin", "matcher-solve"), "-"], text=True,
                          input=json.dumps(question), capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def convert(known):
    """The instance as a question."""
    done = subprocess.run([os.path.join(ORACLE, "or_library"), known["class"],
                           os.path.join(INSTANCES, known["file"]), str(known["instance"])],
                          check=True, text=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def known_instances():
    """Class, file, instance and optimum of each."""
    with open(os.path.join(INSTANCES, "optima.json"), encoding="ascii") as file:
        return json.load(file)


def pairs(question):
    """{(person, need): (cents, minutes)} of what somebody may do, from bids or fields."""
    found = {}
    for who, person in enumerate(question["people"]):
        bids = {bid["need"]: bid for bid in person.get("bids", [])}
        fields = {skill["field"] for skill in person["skills"]}
        for what, need in enumerate(question["needs"]):
            if need["field"] in fields:
                bid = bids.get(need["id"], {"amount_cents": 0, "minutes": need["minutes"]})
                found[who, what] = bid["amount_cents"], bid["minutes"]
    return found


def programme(question):
    """The instance as facility location with capacities, in CPLEX LP format."""
    arcs = pairs(question)
    people = range(len(question["people"]))
    joining = [person.get("joining_cents", 0) for person in question["people"]]
    lines = ["Minimize", " total:"]
    lines += [f" + {cents} x{who}_{what}" for (who, what), (cents, _) in arcs.items()]
    lines += [f" + {joining[who]} y{who}" for who in people] + ["Subject To"]
    for what in range(len(question["needs"])):
        lines.append(" " + " ".join(f"+ x{a}_{b}" for a, b in arcs if b == what) + " = 1")
    for who, person in enumerate(question["people"]):
        mine = {arc: minutes for arc, (_, minutes) in arcs.items() if arc[0] == who}
        lines.append(" " + " ".join(f"+ {minutes} x{a}_{b}" for (a, b), minutes in mine.items()) +
                     f" <= {person['weekly_minutes']}")
        lines += [f" x{a}_{b} - y{who} <= 0" for a, b in mine]
    lines += ["Binary"] + [f" x{a}_{b}" for a, b in arcs] + [f" y{who}" for who in people]
    return "\n".join(lines + ["End", ""])


def optimum_of(question):
    """What glpsol finds."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.lp")
        with open(path, "w", encoding="ascii") as file:
            file.write(programme(question))
        subprocess.run(["glpsol", "--lp", path, "--write", path + ".out"], check=True,
                       stdout=subprocess.DEVNULL)
        with open(path + ".out", encoding="ascii") as lines:
            status = next(line.split() for line in lines if line.startswith("s "))
    equal(status[4], "o", "glpsol is done")
    return round(float(status[5]))


def story_known_optima():
    """Facility location, generalised assignment and set cover come out at their known optima, proven."""
    for known in known_instances():
        code, answer, _words = solve(convert(known))
        equal(code, 0, known["file"])
        equal((answer["cost_cents"], answer.get("proven")), (known["optimum"], True), known["file"])


def story_integer_programme():
    """An integer programme of another make says the same of each."""
    if not shutil.which("glpsol"):
        raise Skip("glpsol is not installed")
    for known in known_instances():
        equal(optimum_of(convert(known)), known["optimum"], known["file"])


def story_best_teams():
    """The best teams are told in the order of their cost; forbidding the first gives another."""
    question = convert(known_instances()[0])
    code, answer, _words = solve({"question": question, "best": 10})
    equal(code, 0)
    extras = [team.get("extra_cents", 0) for team in answer["teams"]]
    equal((len(extras), extras[0], extras), (10, 0, sorted(extras)))
    equal(len({json.dumps(team["picks"]) for team in answer["teams"]}), 10, "all differ")
    gone = answer["teams"][0]["picks"][0]["professional"]
    _code, other, _words = solve({"question": question, "forbid": [gone]})
    holds(other["cost_cents"] >= answer["cost_cents"], "less choice is not cheaper")
    holds(all(need["professional"] != gone for need in other["needs"]), "forbidden")
    _code, why, _words = solve({"question": question, "professional": gone, "forbid": [gone]})
    equal(why["constraint"], "declined")


def story_no_team():
    """Without a team the exit code is 1, and what would have to give is told."""
    question = convert(known_instances()[1])
    question["needs"] = question["needs"][:7]
    for person in question["people"]:
        person["bids"] = person["bids"][:7]
    for person in question["people"]:
        person["weekly_minutes"] = 10
    code, answer, _words = solve(question)
    equal(code, 1)
    holds("found" not in answer and answer["proven"], "it is proven that there is none")
    holds(any(item.get("needed") for item in answer["relaxations"]), "minutes would have to give")
    wishes = [{"need": item["need"], "constraint": item["constraint"]}
              for item in answer["relaxations"] if item.get("needed")]
    equal(solve({"question": question, "relax": wishes})[0], 0, "they suffice")
    for spared in range(len(wishes)):
        rest = wishes[:spared] + wishes[spared + 1:]
        equal(solve({"question": question, "relax": rest})[0], 1, "none can be spared")


def story_wrong_files():
    """A file that is wrong is refused with the path of what is wrong, or as no JSON."""
    good = convert(known_instances()[0])
    for path, spoil in [
            ("data.question.needs", lambda case: case["needs"].clear()),
            ("data.question.people[1].id",
             lambda case: case["people"][1].update(id=case["people"][0]["id"])),
            ("data.question.needs[0].minutes", lambda case: case["needs"][0].update(minutes=0)),
            ("data.question.people[2].skills[0].level",
             lambda case: case["people"][2]["skills"][0].update(level=6)),
            ("data.question.weights.person_cents",
             lambda case: case.update(weights={"person_cents": -1})),
            ("data.question.people", lambda case: case.pop("people"))]:
        bad = copy.deepcopy(good)
        spoil(bad)
        code, answer, words = solve(bad)
        equal((code, answer), (65, None), path)
        holds(path + ":" in words, f"{path} in {words!r}")
    done = subprocess.run([os.path.join(BUILD, "bin", "matcher-solve"), "-"], input="{", text=True,
                          capture_output=True, check=False)
    equal(done.returncode, 65)
    equal(subprocess.run([os.path.join(BUILD, "bin", "matcher-solve"), "/nowhere"],
                         capture_output=True, check=False).returncode, 66)


if __name__ == "__main__":
    sys.exit(tell(stories_of(__name__)))
