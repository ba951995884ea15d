-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO pool (
    id, rev, code, labels, kind, driver, fallbacks, professional, service, step, denominator,
    valid_from, valid_to
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[], $7::bytea[],
    $8::uuid[], $9::text[], $10::bigint[], $11::bigint[], $12::date[], $13::date[]
)
