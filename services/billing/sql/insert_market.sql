-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO market (
    id, rev, service, hourly_cents, currency, valid_from, source
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::date[], $7::text[]
)
