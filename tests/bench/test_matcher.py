#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The solver at its sizes, beside a plain scan of the same people, and beside an integer programme of the
same instances solved by glpsol; and what the matcher itself does for one request.

    test_matcher.py [--instances 240]

Fails when a size with a goal misses it (3 needs among 100 people 15 us, 5 needs 50 us, 15 needs among
100,000 people 50 ms), when an answer is not proven, or when a cost differs from glpsol's. The time of glpsol
is that of the whole program, less that of the program with nothing to do."""
import argparse
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = os.environ.get("ENTRAIDE_BUILD", str(HERE.parents[1] / "build" / "release"))
SIZES = (3, 5, 8)
NOTHING = "Minimize\n total: x\nSubject To\n one: x = 1\nBinary\n x\nEnd\n"


def load_oracle():
    """The oracle's functions."""
    loader = importlib.machinery.SourceFileLoader("oracle", str(HERE.parent / "oracle" / "team"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("oracle", loader))
    loader.exec_module(module)
    return module


def run_program(name):
    """Prints the figures of a program; whether it is content, and its figures."""
    done = subprocess.run([os.path.join(BUILD, "tests", name)], text=True, check=False,
                          stdout=subprocess.PIPE)
    print(done.stdout, end="", flush=True)
    return done.returncode == 0, [json.loads(line) for line in done.stdout.splitlines()]


def glpsol_ns(path):
    """How long glpsol takes for a programme."""
    start = time.monotonic_ns()
    subprocess.run(["glpsol", "--lp", path, "--write", path + ".out"], check=True,
                   stdout=subprocess.DEVNULL)
    return time.monotonic_ns() - start


def idle_ns(folder):
    """How long glpsol takes to start and to write."""
    path = os.path.join(folder, "nothing.lp")
    pathlib.Path(path).write_text(NOTHING, encoding="ascii")
    return statistics.median(glpsol_ns(path) for _ in range(9))


def compare(oracle, cases, folder):
    """(size, time of the solver, time of glpsol) of each instance with a team, and complaints."""
    idle, times, wrong = idle_ns(folder), [], []
    for number, case in enumerate(cases):
        if len(case["needs"]) not in SIZES or not case["answer"]["found"]:
            continue
        complaint = oracle.judge(case, folder, number)
        if complaint:
            wrong.append(complaint)
        took = glpsol_ns(os.path.join(folder, f"{number}.lp")) - idle
        times.append((len(case["needs"]), case["answer"]["ns"], max(took, 1)))
    return times, wrong


def tell(times):
    """One line per size, with the ratio of the medians."""
    for size in SIZES:
        ours = [ns for needs, ns, _ in times if needs == size]
        theirs = [ns for needs, _, ns in times if needs == size]
        if ours:
            print(json.dumps({
                "name": "glpsol", "needs": size, "instances": len(ours),
                "median_ns": round(statistics.median(ours)),
                "glpsol_ns": round(statistics.median(theirs)),
                "ratio_to_glpsol": round(statistics.median(theirs) / statistics.median(ours), 1)}),
                flush=True)


def main():
    """Exit code 0 when every goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=240)
    arguments = parser.parse_args()
    reached, sizes = run_program("bench_team")
    failed = sum(line["reached"] is False or line["proven"] != line["questions"] for line in sizes)
    run_program("bench_request")
    wrong, skipped = [], 0
    if shutil.which("glpsol"):
        oracle = load_oracle()
        with tempfile.TemporaryDirectory() as folder:
            printed = subprocess.run([oracle.build(folder), str(arguments.instances)], check=True,
                                     text=True, stdout=subprocess.PIPE).stdout
            times, wrong = compare(oracle, map(json.loads, printed.splitlines()), folder)
        tell(times)
    else:
        skipped = 1
    print("\n".join(wrong), file=sys.stderr)
    print(f"RESULT passed={len(sizes) - failed + (not wrong and not skipped)} "
          f"failed={failed + len(wrong)} skipped={skipped}")
    return 0 if reached and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
