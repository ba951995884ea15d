-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO document (
    id, kind, series, serial, number, engagement, payer, currency, issued_on, due_on, lines,
    net_cents, taxes, total_cents, prev_hash, hash
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[],
    $8::text[], $9::date[], $10::date[], $11::bytea[], $12::bigint[], $13::bytea[], $14::bigint[],
    $15::bytea[], $16::bytea[]
)
