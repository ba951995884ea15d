# SPDX-License-Identifier: MPL-2.0
"""The tables of the contract as Python reads them: records, messages, words, errors, who listens to what."""
import os
import re

PROTO = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
LIMITS = {"INT64_MAX": INT64_MAX, "INT64_MIN": INT64_MIN}
TEXT = r'"((?:[^"\\]|\\.)*)"'


def read(name):
    """A file of proto/."""
    with open(os.path.join(PROTO, name), encoding="utf-8") as file:
        return file.read()


def texts(pattern, source):
    """Matches of a pattern in which one blank stands for any space; C joins adjacent texts."""
    source = re.sub(r'"\s*\n\s*"', "", source)
    return re.findall(pattern.replace(" ", r"\s*"), source, re.M)


class Contract:
    """Records, messages and sets of words, as the .def files state them."""

    def __init__(self):
        paths = re.findall(r'^#include "proto/(messages/\w+\.def)"', read("messages.def"), re.M)
        source = "".join(read(path) for path in paths)
        self.choices, self.records, self.record_docs = {}, {}, {}
        for name, word in texts(r"^CHOICE\((\w+), \w+, " + TEXT, read("choices.def")):
            self.choices.setdefault(name, []).append(word)
        for name, doc in texts(r"^RECORD\((\w+), " + TEXT, source):
            self.records[name], self.record_docs[name] = [], doc
        for row in texts(r"^FIELD\((\w+), (\w+), (\w+), (REQ|OPT), ([-\w]+), ([-\w]+), (\w+), " +
                         TEXT, source):
            self._add_field(*row)
        names = ("name", "type", "class", "owner", "answer", "doc")
        self.messages = [dict(zip(names, row)) for row in
                         texts(r"^MESSAGE\((\w+), " + TEXT + r", (\w+), (\w+), (\w+), " + TEXT, source)]
        self.consumers = texts(r"^CONSUMES\((\w+), (\w+)", source)
        names = ("name", "code", "class", "en", "fr", "remedy_en", "remedy_fr")
        self.errors = [dict(zip(names, row)) for row in
                       texts(r"^ERROR\((\w+), (\d+), (\w+)" + (", " + TEXT) * 4, read("errors.def"))]

    def _add_field(self, record, kind, name, presence, low, high, sub, doc):
        self.records[record].append({
            "kind": kind, "name": name, "required": presence == "REQ", "sub": sub, "doc": doc,
            "min": LIMITS[low] if low in LIMITS else int(low),
            "max": LIMITS[high] if high in LIMITS else int(high)})

    def of_class(self, *classes):
        """The messages of these classes, in the order of the contract."""
        return [message for message in self.messages if message["class"] in classes]


CONTRACT = Contract()
