# SPDX-License-Identifier: MPL-2.0
"""What the lint programs share: the files of the tree, and the form of a report."""

import fnmatch
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVICES = ("intake", "matcher", "billing", "notifier")
SKIPPED = 77


def files(*patterns):
    """Paths below the root, tracked or new but never ignored ones; all when no pattern is given."""
    listing = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached",
                              "--others", "--exclude-standard"],
                             cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    paths = sorted({path.decode() for path in listing.split(b"\0") if path})
    paths = [path for path in paths if os.path.isfile(os.path.join(ROOT, path))]
    if patterns:
        paths = [path for path in paths if any(fnmatch.fnmatch(path, p) for p in patterns)]
    return paths


def read(path):
    """The text of a file of the tree; bytes that are not UTF-8 become replacement characters."""
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def lines(path):
    """(number, text) of each line, from 1."""
    return enumerate(read(path).splitlines(), 1)


def report(name, problems, facts=""):
    """Prints the problems, or one line that says ok; ends the program."""
    for problem in problems:
        print(problem)
    if problems:
        print(f"{name}: {len(problems)} problems")
        sys.exit(1)
    print(f"{name}: ok{' (' + facts + ')' if facts else ''}")
    sys.exit(0)


def skip(name, reason):
    """Ends the program as skipped; tests/run counts it."""
    print(f"{name}: skipped: {reason}")
    sys.exit(SKIPPED)
