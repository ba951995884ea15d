-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO exemption (
    id, rev, organisation, tax, certificate, valid_from, valid_to
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[]
)
