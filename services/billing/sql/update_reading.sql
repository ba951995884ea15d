-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE reading SET
    period = fresh.period, pool = fresh.pool, driver = fresh.driver, target = fresh.target,
    target_id = fresh.target_id, quantity = fresh.quantity, source = fresh.source
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bigint[],
    $8::text[]
) AS fresh (
    id, period, pool, driver, target, target_id, quantity, source
)
WHERE reading.id = fresh.id
