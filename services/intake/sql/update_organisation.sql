-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE organisation SET
    rev = fresh.rev, name = fresh.name, kind = fresh.kind, status = fresh.status, region =
    fresh.region, language = fresh.language, root = fresh.root, identifiers = fresh.identifiers,
    address = fresh.address
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::boolean[], $9::bytea[], $10::text[]
) AS fresh (
    id, rev, name, kind, status, region, language, root, identifiers, address
)
WHERE organisation.id = fresh.id
