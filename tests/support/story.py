# SPDX-License-Identifier: MPL-2.0
"""Runs stories: functions whose docstring says what is promised. The last line counts them."""

import inspect
import sys
import time
import traceback


class Skip(Exception):
    """A story that cannot be told here; the text says why."""


def tell(stories, *arguments):
    """Runs each story with as many of the arguments as it takes; returns the exit code."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for story in stories:
        words = " ".join(inspect.getdoc(story).split())
        start = time.monotonic()
        try:
            story(*arguments[:len(inspect.signature(story).parameters)])
            result, detail = "passed", ""
        except Skip as reason:
            result, detail = "skipped", f" ({reason})"
        except Exception:  # a story may fail in any way; all are told in the same words
            result, detail = "failed", "\n" + traceback.format_exc()
        counts[result] += 1
        print(f"{result}: {story.__name__}: {words} [{time.monotonic() - start:.1f} s]{detail}",
              flush=True)
    print(" ".join(["RESULT", *(f"{name}={count}" for name, count in counts.items())]))
    return 1 if counts["failed"] else 0


def stories_of(module_name):
    """The stories of a module in the order in which they are written."""
    module = sys.modules[module_name]
    found = [item for name, item in vars(module).items()
             if name.startswith("story_") and inspect.isfunction(item)]
    return sorted(found, key=lambda story: story.__code__.co_firstlineno)


def equal(found, wanted, what=""):
    """Fails with both values when they differ."""
    assert found == wanted, f"{what}: found {found!r}, wanted {wanted!r}"


def holds(condition, what):
    """Fails with the words when the condition does not hold."""
    assert condition, what
