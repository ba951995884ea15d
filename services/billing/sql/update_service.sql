-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE service SET
    code = fresh.code, labels = fresh.labels, low_minutes = fresh.low_minutes,
    high_minutes = fresh.high_minutes
FROM unnest(
    $1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::bigint[]
) AS fresh (
    id, code, labels, low_minutes, high_minutes
)
WHERE service.id = fresh.id
