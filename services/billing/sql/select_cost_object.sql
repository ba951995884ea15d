-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    cost_object.id, cost_object.rev, cost_object.code, cost_object.labels,
    cost_object.all_members, cost_object.payers
FROM unnest($1::uuid[]) AS wanted (id)
JOIN cost_object ON cost_object.id = wanted.id
