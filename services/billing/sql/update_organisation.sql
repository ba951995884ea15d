-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE organisation SET
    rev = fresh.rev, name = fresh.name, region = fresh.region, language = fresh.language,
    address = fresh.address, identifiers = fresh.identifiers
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[]
) AS fresh (
    id, rev, name, region, language, address, identifiers
)
WHERE organisation.id = fresh.id
