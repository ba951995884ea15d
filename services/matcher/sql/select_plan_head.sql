-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows. Of the table plan what tells where a plan stands.
SELECT plan.id, plan.version, plan.state, coalesce(price.quote, plan.quote)
FROM unnest($1::uuid[]) AS wanted (id)
JOIN plan ON plan.id = wanted.id
LEFT JOIN plan_price AS price ON price.plan = plan.id AND plan.version = 1
