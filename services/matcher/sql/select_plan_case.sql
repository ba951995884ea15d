-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT plan_case.id, plan_case.question
FROM unnest($1::uuid[]) AS wanted (id)
JOIN plan_case ON plan_case.id = wanted.id
