-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE rule_count
SET
    accepted = new.accepted, refused = new.refused
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[]
) AS new (
    id, accepted, refused
)
WHERE rule_count.id = new.id
