-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE organisation
SET
    rev = new.rev, name = new.name, kind = new.kind, status = new.status, region = new.region,
    language = new.language, root = new.root, identifiers = new.identifiers
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::boolean[], $9::bytea[]
) AS new (
    id, rev, name, kind, status, region, language, root, identifiers
)
WHERE organisation.id = new.id
