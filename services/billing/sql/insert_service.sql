-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO service (
    id, code, labels
)
SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::bytea[]
)
