-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period. The entries of a period that were taken back, and by which.
SELECT cost.id, back.id AS reversed_by
FROM cost
JOIN cost AS back ON back.reverses = cost.id
WHERE cost.period = $1::uuid
