-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT ladder.id, ladder.rev, ladder.field, ladder.steps
FROM unnest($1::uuid[]) AS wanted (id)
JOIN ladder ON ladder.id = wanted.id
