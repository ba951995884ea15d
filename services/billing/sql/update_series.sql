-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE series SET
    name = fresh.name, last_number = fresh.last_number, last_hash = fresh.last_hash
FROM unnest(
    $1::uuid[], $2::text[], $3::bigint[], $4::bytea[]
) AS fresh (
    id, name, last_number, last_hash
)
WHERE series.id = fresh.id
