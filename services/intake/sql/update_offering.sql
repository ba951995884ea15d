-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE offering
SET
    rev = new.rev, network = new.network, service = new.service, valid_from = new.valid_from,
    valid_to = new.valid_to, terms = new.terms
FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::bytea[]
) AS new (
    id, rev, network, service, valid_from, valid_to, terms
)
WHERE offering.id = new.id
