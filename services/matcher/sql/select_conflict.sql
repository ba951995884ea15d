-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    conflict.id, conflict.rev, conflict.professional, conflict.organisation, conflict.kind,
    conflict.valid_from, conflict.valid_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN conflict ON conflict.id = wanted.id
