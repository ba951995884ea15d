-- SPDX-License-Identifier: MPL-2.0
-- Plans by id. $1: ids.
SELECT plan.id, plan.version, plan.needs, plan.relaxed
FROM unnest($1::uuid[]) AS k (id)
JOIN plan ON plan.id = k.id
