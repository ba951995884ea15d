-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT merging.id, merging.target
FROM unnest($1::uuid[]) AS wanted (id)
JOIN merging ON merging.id = wanted.id
