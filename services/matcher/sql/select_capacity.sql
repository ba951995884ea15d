-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT capacity.id, capacity.rev, capacity.spans
FROM unnest($1::uuid[]) AS wanted (id)
JOIN capacity ON capacity.id = wanted.id
