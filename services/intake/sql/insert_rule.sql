-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO rule (
    id, rev, code, conditions, service, minutes, reason, origin, valid_from, valid_to, depends_on
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::bigint[], $7::bytea[],
    $8::text[], $9::date[], $10::date[], $11::bytea[]
)
