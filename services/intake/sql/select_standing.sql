-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    standing.id, standing.class, standing.level, standing.sponsor, standing.since
FROM unnest($1::uuid[]) AS wanted (id)
JOIN standing ON standing.id = wanted.id
