-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO offering (
    id, rev, network, service, valid_from, valid_to, terms
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::bytea[]
)
