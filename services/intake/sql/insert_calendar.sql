-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO calendar (
    id, rev, hours, holidays, allowances
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]
)
