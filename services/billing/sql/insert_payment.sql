-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO payment (
    id, source_key, payer, day, amount_cents, currency, method, reference, reverses
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::bigint[], $6::text[], $7::text[],
    $8::text[], $9::uuid[]
)
