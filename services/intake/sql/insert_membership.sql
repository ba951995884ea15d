-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO membership (
    id, rev, child, parent, kind, valid_from, valid_to, origin, status
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::date[],
    $8::text[], $9::bigint[]
)
