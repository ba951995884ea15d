-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO conflict (
    id, rev, professional, organisation, kind, valid_from, valid_to
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::date[]
)
