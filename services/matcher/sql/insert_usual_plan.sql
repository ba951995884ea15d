-- SPDX-License-Identifier: MPL-2.0
-- New rows that leave what most rows leave at none to the defaults; one array per other column.
INSERT INTO plan (
    id, request, version, basis, state, organisation, contact, path, region, language, needs, team,
    terms, cost_cents, lower_bound_cents, proven, input_digest, planned_at_us, class
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bytea[], $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bigint[],
    $15::bigint[], $16::boolean[], $17::bytea[], $18::bigint[], $19::bigint[]
)
