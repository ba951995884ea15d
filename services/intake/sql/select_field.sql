-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    field.id, field.rev, field.code, field.labels, field.withdrawn
FROM unnest($1::uuid[]) AS wanted (id)
JOIN field ON field.id = wanted.id
