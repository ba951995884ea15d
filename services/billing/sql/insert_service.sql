-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO service (
    id, code, labels, low_minutes, high_minutes
)
SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::bigint[]
)
