-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO organisation (
    id, rev, name, kind, status, region, language, root, identifiers, address
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::boolean[], $9::bytea[], $10::text[]
)
