-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    membership.id, membership.rev, membership.child, membership.parent, membership.kind,
    membership.valid_from, membership.valid_to, membership.origin, membership.status
FROM unnest($1::uuid[]) AS wanted (id)
JOIN membership ON membership.id = wanted.id
