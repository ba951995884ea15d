-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    allocation.id, allocation.body
FROM unnest($1::uuid[]) AS wanted (id)
JOIN allocation ON allocation.id = wanted.id
