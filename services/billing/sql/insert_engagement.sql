-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO engagement (
    id, quote, request, organisation, contact, state, cap_cents, logged_minutes, logged_cents,
    billed_cents, needs, opened_at_us, shared, warned_percent, currency, closed, reserve_ppm
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea[], $12::bigint[], $13::boolean[],
    $14::bigint[], $15::text[], $16::bytea[], $17::bigint[]
)
