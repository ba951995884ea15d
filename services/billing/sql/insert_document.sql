-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO document (
    id, kind, series, serial, number, engagement, payer, currency, issued_on, due_on, net_cents,
    total_cents, prev_hash, hash, original, period, request, contact, body, run, weight
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[],
    $8::text[], $9::date[], $10::date[], $11::bigint[], $12::bigint[], $13::bytea[], $14::bytea[],
    $15::uuid[], $16::text[], $17::uuid[], $18::uuid[], $19::bytea[], $20::uuid[], $21::bigint[]
)
