-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO series (
    id, name, last_number, last_hash
)
SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::bigint[], $4::bytea[]
)
