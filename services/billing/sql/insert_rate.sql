-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO rate (
    id, rev, service, professional, hourly_cents, currency, valid_from, valid_to, basis
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::date[],
    $8::date[], $9::text[]
)
