# SPDX-License-Identifier: MPL-2.0
"""The monolith to compare with: what a good team would write instead of four services. One transaction
per request that writes all rows of the request into the same tables, prepared, from 16 connections by
pgbench: no journal, no events to read back, one commit. Written twice, because somebody could write it
either way:

    TRANSACTION    BEGIN, one INSERT per table (all needs in one), COMMIT: hand-written as usual
    ONE_STATEMENT  the same INSERTs as parts of a single statement: one round trip, hardly to be kept up
"""
import json
import pathlib
import subprocess

# Rows of one request, service by service; the sample rows come from a real run.
ROWS = {
    "intake": {"request": 1, "need": 3, "event": 1, "command": 1},
    "matcher": {"plan": 1, "plan_case": 1, "event": 1},
    "billing": {"quote": 1, "event": 1},
    "notifier": {"message": 1, "words": 1},
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


def inserts(cluster):
    """One INSERT per table, with as many rows as a request has there."""
    for service, tables in ROWS.items():
        for table, count in tables.items():
            row = sample(cluster, service, table).items()
            values = ", ".join(literal(service, table, name, *value) for name, value in row)
            yield f"INSERT INTO {service}.{table} VALUES " + ", ".join([f"({values})"] * count)


def transaction(cluster):
    """BEGIN; INSERT ...; INSERT ...; COMMIT"""
    return ";\n".join(["BEGIN", *inserts(cluster), "COMMIT"]) + ";\n"


def one_statement(cluster):
    """WITH a AS (INSERT ...), b AS (INSERT ...) ... SELECT 1"""
    parts = [f"i{i} AS ({insert})" for i, insert in enumerate(inserts(cluster))]
    return "WITH " + ",\n".join(parts) + "\nSELECT 1;\n"


def run(text, folder: pathlib.Path, pgbench, conninfo, seconds=8, connections=16):
    """Requests per second of a monolith on the same cluster."""
    script = folder / "monolith.sql"
    script.write_text(text, "utf-8")
    done = subprocess.run([pgbench, "-n", "-M", "prepared", "-c", str(connections), "-j", "2",
                           "-T", str(seconds), "-f", str(script), conninfo],
                          capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("tps = "):
            return float(line.split()[2])
    raise RuntimeError(f"pgbench: {done.stdout}\n{done.stderr}")
