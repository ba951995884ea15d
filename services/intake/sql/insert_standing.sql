-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO standing (
    id, class, level, sponsor, since
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::date[]
)
