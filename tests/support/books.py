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
from story import equal

ORACLE = os.path.join(REPOSITORY, "tests", "oracle", "certificate.py")
EPOCH = datetime.date(1970, 1, 1)

# What must come to 0 in every snapshot of billing's database.
BOOKS = {
    "unbalanced": "SELECT count(*) FROM (SELECT FROM ledger_entry GROUP BY serial"
                  " HAVING sum(amount_cents) <> 0) AS x",
    "gaps": "SELECT count(*) FROM (SELECT FROM document GROUP BY series"
            " HAVING max(serial) <> count(*)) AS x",
    "gaps of the ledger": "SELECT coalesce(max(serial), 0) - count(*) FROM ledger_transaction",
    "receivable": "SELECT (SELECT coalesce(sum(total_cents), 0) FROM document)"
                  " - (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry"
                  " WHERE account = 'assets:receivable')",
    "events": "SELECT (SELECT count(*) FROM document)"
              " - (SELECT count(*) FROM event WHERE type = 'billing.document.issued')",
}


def check_books(town, more=None):
    """Everything adds up in one snapshot; more: further {what: query} that must come to 0."""
    queries = {**BOOKS, **(more or {})}
    columns = ", ".join(f"({query})" for query in queries.values())
    rows = town.rows("billing", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                                f" SELECT {columns}; COMMIT")
    equal(rows, [["0"] * len(queries)], ", ".join(queries))


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


def certify(client, code, **more):
    """Certifies and waits for the certificate."""
    client.need("billing.period.certify", {"period": code, **more})
    return wait(lambda: (now := period_of(client, code)) and now["state"] == "certified" and now,
                f"the certificate of {code}", 180)


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


def fill_year(town, year, size):
    """Payers, engagements and approved work of a year; half of the work was billed before."""
    sql = f"""
    INSERT INTO organisation (id, rev, name, region, language)
    SELECT md5('payer' || n)::uuid, 1, 'Payeur ' || n, 'ca.qc', 'fr' FROM generate_series(1, {size['payers']}) AS n
    ON CONFLICT DO NOTHING;
    INSERT INTO engagement (id, quote, request, organisation, contact, state, cap_cents, logged_minutes,
                            logged_cents, billed_cents, needs, opened_at_us)
    SELECT md5('engagement' || {year} || n)::uuid, md5('q' || n)::uuid, md5('r' || {year} || n)::uuid,
           md5('payer' || n)::uuid, md5('contact' || n)::uuid, 1, 1000000000, 0, 0, 0, '\\x90', 0
    FROM generate_series(1, {size['payers']}) AS n;
    INSERT INTO work_log (id, source_key, engagement, need, service, professional, day, person_day, minutes,
                          hourly_cents, currency, amount_cents, activity, document, state, reverses)
    SELECT md5('log' || {year} || n)::uuid, md5('source' || {year} || n)::uuid,
           md5('engagement' || {year} || 1 + n % {size['payers']})::uuid, md5('need' || n)::uuid,
           'legal.advice', md5('person' || n * 7 % {size['pools']})::uuid, '{year}-01-01'::date + n % 365,
           md5('day' || {year} || n)::uuid, 55 + n % 61, 11500, 'CAD', 100, '', md5('d' || n)::uuid, 2,
           '00000000-0000-0000-0000-000000000000'
    FROM generate_series(1, {size['logs']}) AS n;
    INSERT INTO charge (id, day, payer, document, amount_cents)
    SELECT md5('charge' || {year} || n)::uuid, '{year}-06-01', md5('payer' || n)::uuid, md5('d' || n)::uuid,
           5000 + n % 977
    FROM generate_series(1, {size['payers']}) AS n WHERE n % 2 = 0;
    ANALYZE;"""
    town.rows("billing", sql)


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
