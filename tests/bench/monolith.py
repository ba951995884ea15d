# SPDX-License-Identifier: MPL-2.0
"""The monolith to compare with: one statement per request that writes all rows of the request into the
same tables, prepared, from 16 connections by pgbench. One round trip, one commit, no journal: the best
that a good team would write instead of four services."""
import json
import pathlib
import subprocess

# Rows of one request, service by service; the sample rows come from a real run.
ROWS = {
    "intake": ["request", "need", "need", "need", "event", "command"],
    "matcher": ["plan", "event"],
    "billing": ["quote", "event"],
    "notifier": ["message", "words"],
}


def sample(cluster, service, table):
    """One row of the table as {column: (type, text)}."""
    columns = json.loads(cluster.psql(service, f"""
        SELECT json_agg(json_build_array(attname, format_type(atttypid, NULL)) ORDER BY attnum)
          FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"""))
    row = json.loads(cluster.psql(service, f"SELECT row_to_json(t) FROM (SELECT * FROM {table} LIMIT 1) t"))
    return {name: (kind, row[name]) for name, kind in columns}


def literal(service, table, name, kind, value):
    """Keys are new for every request; everything else is the sample's own value."""
    if table == "event" and name == "seq":
        return f"nextval('{service}.bench_seq')"
    if kind == "uuid" and name not in ("organisation", "contact"):
        return "gen_random_uuid()"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + f"'::{kind}"


def statement(cluster):
    """WITH a AS (INSERT ...), b AS (INSERT ...) ... SELECT 1"""
    parts = []
    for service, tables in ROWS.items():
        for table in tables:
            values = ", ".join(literal(service, table, name, kind, value)
                               for name, (kind, value) in sample(cluster, service, table).items())
            parts.append(f"i{len(parts)} AS (INSERT INTO {service}.{table} SELECT {values})")
    # pgbench takes ':' as the start of a variable unless it is doubled as in a cast.
    return "WITH " + ",\n".join(parts) + "\nSELECT 1;\n"


def run(cluster, folder: pathlib.Path, pgbench, conninfo, seconds=8, connections=16):
    """Transactions per second of the monolith on the same cluster."""
    script = folder / "monolith.sql"
    script.write_text(statement(cluster), "utf-8")
    done = subprocess.run([pgbench, "-n", "-M", "prepared", "-c", str(connections), "-j", "2",
                           "-T", str(seconds), "-f", str(script), conninfo],
                          capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("tps = "):
            return float(line.split()[2])
    raise RuntimeError(f"pgbench: {done.stdout}\n{done.stderr}")
