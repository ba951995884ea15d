#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The public files of the contract: asyncapi.yaml is one, its examples are true, and three languages give
every vector the same verdict."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), HERE]

from cluster import REPOSITORY
from npm import need_packages, node
from story import Skip, equal, holds, stories_of, tell

try:
    from verdict import Judge, yaml
except ImportError:
    Judge = None

PROTO = os.path.join(REPOSITORY, "proto")
ASYNCAPI = os.path.join(PROTO, "asyncapi.yaml")
VECTORS = [os.path.join(PROTO, "vectors", name) for name in ("good.jsonl", "hostile.jsonl")]


def read(path):
    """A text file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def rows(path):
    """The vectors of a file."""
    return [json.loads(line) for line in read(path).splitlines()]


def need_yaml():
    """Both programs in Python read YAML."""
    if Judge is None:
        raise Skip("python3-yaml is not installed")


def report_of(done):
    """The JSON that a program in Node printed."""
    holds(done.returncode == 0, done.stderr[-3000:])
    return json.loads(done.stdout)


def story_the_parser_accepts_the_document_and_every_example_fits_its_schema():
    """@asyncapi/parser finds no error, ajv passes each example, and no schema takes a wrong message."""
    need_packages()
    report = report_of(node("validate.mjs", ASYNCAPI))
    equal(report["problems"], [], "problems")
    holds(report["messages"] == report["examples"] >= 80, f"an example for each message: {report}")


def story_every_example_is_a_vector_that_c_decodes_to_the_same_value():
    """The data of each example is that of a good vector, which unit.proto.test_vectors takes through the C
    codec and the C JSON bridge both ways."""
    need_yaml()
    good = {row["name"]: row for row in rows(VECTORS[0])}
    messages = yaml.load(read(ASYNCAPI), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for name, message in messages["components"]["messages"].items():
        payload = message["examples"][0]["payload"]
        if name.endswith(".reply"):
            row = good[f"answer to {name.removesuffix('.reply')}"]
            equal(payload, {**row["value"], "data": row["data"]}, name)
        else:
            row = good[f"{name}, every field"]
            equal(payload["data"], row["value"]["data"], name)
            equal(payload["type"], row["value"]["type"], name)


def story_python_gives_every_vector_its_verdict():
    """A reader made from asyncapi.yaml alone refuses at the same field for the same reason."""
    need_yaml()
    judge = Judge(read(ASYNCAPI))
    count = 0
    for row in [row for path in VECTORS for row in rows(path)]:
        frame = bytes.fromhex(row["hex"]) + bytes.fromhex(row.get("fill", "")) * row.get("fill_count", 0)
        found = (judge.judge_reply if row.get("message") == "reply" else judge.judge)(frame)
        equal(found, (row["verdict"], row.get("path", "")), row["name"])
        count += 1
    holds(count >= 800, f"{count} vectors")


def story_node_gives_every_vector_its_verdict():
    """The same in JavaScript."""
    need_packages()
    report = report_of(node("verdict.mjs", ASYNCAPI, *VECTORS))
    equal(report["problems"], [], "problems")
    holds(report["count"] >= 800, f"{report['count']} vectors")


if __name__ == "__main__":
    sys.exit(tell(stories_of(__name__)))
