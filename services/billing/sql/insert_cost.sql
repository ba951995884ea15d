-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO cost (
    id, source_key, period, day, amount_cents, tax_cents, account, target, target_id,
    unallowable, funder, description, document_hash, reverses, late_for
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::bigint[], $6::bigint[], $7::text[],
    $8::bigint[], $9::uuid[], $10::boolean[], $11::uuid[], $12::text[], $13::bytea[],
    $14::uuid[], $15::text[]
)
