# SPDX-License-Identifier: MPL-2.0
"""Cost, periods and certificates, as an accountant would put and ask them."""

import datetime
import os
import subprocess
import sys

import msgpack

from bus import new_id
from cluster import REPOSITORY
from job import wait

ORACLE = os.path.join(REPOSITORY, "tests", "oracle", "certificate.py")
EPOCH = datetime.date(1970, 1, 1)


def month_of(code):
    """(first day, last day) of "2026-11" as texts."""
    first = datetime.date.fromisoformat(code + "-01")
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return first.isoformat(), last.isoformat()


def open_month(client, code, **more):
    """Opens a calendar month."""
    first, last = month_of(code)
    return client.need("billing.period.open", {"code": code, "first_day": first, "last_day": last,
                                               "fiscal_year": code[:4], "currency": "CAD", **more})


def pool(code, driver, **more):
    """The data of billing.pool.put."""
    return {"id": new_id(), "code": code, "driver": driver, "valid_from": "2020-01-01",
            "labels": {"fr": code}, **more}


def cost(day, cents, target, target_id, account="rent", **more):
    """The data of billing.cost.post."""
    return {"source_ref": new_id(), "day": day, "amount_cents": cents, "currency": "CAD",
            "account": account, "target": target, "target_id": target_id, **more}


def period_of(client, code):
    """The period as it stands."""
    return client.need("billing.period.get", {"period": code})


def allocate(client, code):
    """Allocates and waits for the result."""
    client.need("billing.period.allocate", {"period": code})
    return wait(lambda: (now := period_of(client, code)) and now["state"] in ("allocated", "certified")
                and not now.get("pending") and now, f"the allocation of {code}")


def shares_of(client, code):
    """{payer: share_view} of all payers."""
    found, after = {}, None
    while True:
        page = client.need("billing.allocation.get", {"period": code, **({"after": after} if after else {})})
        found.update({share["payer"]: share for share in page.get("shares", [])})
        after = page.get("next")
        if not after:
            return found


def certificate_of(client, code, number=0):
    """The certificate as a file's bytes, and as values."""
    body = b""
    while True:
        part = client.need("billing.certificate.get",
                           {"period": code, "number": number, "offset": len(body)})
        body += part["bytes"]
        if len(body) == part["size"]:
            held = {"body": body, "signature": part["signature"], "key": part["key"]}
            return msgpack.packb(held, use_bin_type=True), msgpack.unpackb(body, raw=False)


def oracle(*paths, key=None):
    """The independent verifier's exit code and words."""
    command = [sys.executable, ORACLE, *(["--key", key.hex()] if key else []), *paths]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, timeout=120)
    return done.returncode, done.stdout


def table(rows):
    """The at-cost table as lines of text: period, cost, provisional, true-up, billed, difference."""
    heads = ("period", "cost", "provisional", "true-up", "billed", "difference")
    lines = ["".join(f"{head:>16}" for head in heads)]
    for code, amounts in rows:
        lines.append(f"{code:>16}" + "".join(f"{money(cents):>16}" for cents in amounts))
    return "\n".join(lines)


def money(cents):
    """-1234567 as -12 345.67."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", " ") + f".{rest:02d}"
