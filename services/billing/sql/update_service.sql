-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE service SET
    code = fresh.code, labels = fresh.labels
FROM unnest(
    $1::uuid[], $2::text[], $3::bytea[]
) AS fresh (
    id, code, labels
)
WHERE service.id = fresh.id
