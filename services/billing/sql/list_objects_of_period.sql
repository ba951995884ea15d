-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period. Objects of cost that the period's entries and readings name.
SELECT
    cost_object.id, cost_object.rev, cost_object.code, cost_object.labels,
    cost_object.all_members, cost_object.payers
FROM cost_object
WHERE cost_object.id IN (
    SELECT cost.target_id FROM cost WHERE cost.period = $1::uuid
    UNION
    SELECT reading.target_id FROM reading WHERE reading.period = $1::uuid
)
ORDER BY cost_object.id
