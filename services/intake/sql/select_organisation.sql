-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    organisation.id, organisation.rev, organisation.name, organisation.kind,
    organisation.status, organisation.region, organisation.language, organisation.root,
    organisation.identifiers, organisation.address
FROM unnest($1::uuid[]) AS wanted (id)
JOIN organisation ON organisation.id = wanted.id
