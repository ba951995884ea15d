-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO plan_past (
    id, plan, version, basis, state, team, terms, cost_cents, lower_bound_cents, proven,
    input_digest, planned_at_us, quote, quote_total_cents, not_to_exceed_cents
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::boolean[], $11::bytea[], $12::bigint[], $13::uuid[],
    $14::bigint[], $15::bigint[]
)
