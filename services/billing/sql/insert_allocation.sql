-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO allocation (
    id, body
)
SELECT * FROM unnest(
    $1::uuid[], $2::bytea[]
)
