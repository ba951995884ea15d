-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE allocation SET
    body = fresh.body
FROM unnest(
    $1::uuid[], $2::bytea[]
) AS fresh (
    id, body
)
WHERE allocation.id = fresh.id
