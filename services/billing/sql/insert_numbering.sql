-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO numbering (
    id, rev, kind, valid_from, format, digits, restarts, first_number, last_number,
    authorisation, valid_until, used
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::date[], $5::text[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::text[], $11::date[], $12::boolean[]
)
