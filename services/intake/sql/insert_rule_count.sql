-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO rule_count (
    id, accepted, refused
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[]
)
