-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    series.id, series.name, series.last_number, series.last_hash
FROM unnest($1::uuid[]) AS wanted (id)
JOIN series ON series.id = wanted.id
