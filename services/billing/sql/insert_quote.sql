-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO quote (
    id, plan, version, request, state, organisation, currency, lines, net_cents, taxes,
    total_cents, valid_until, issued_at_us, accepted, reserve_ppm, reserve_cents, low_cents,
    high_cents, contact
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::uuid[], $7::text[],
    $8::bytea[], $9::bigint[], $10::bytea[], $11::bigint[], $12::date[], $13::bigint[],
    $14::bytea[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::uuid[]
)
