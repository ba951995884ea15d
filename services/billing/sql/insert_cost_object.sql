-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO cost_object (
    id, rev, code, labels, all_members, payers
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::boolean[], $6::bytea[]
)
