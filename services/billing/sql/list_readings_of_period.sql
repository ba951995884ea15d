-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period.
SELECT
    reading.id, reading.period, reading.pool, reading.driver, reading.target, reading.target_id,
    reading.quantity, reading.source
FROM reading
WHERE reading.period = $1::uuid AND reading.quantity > 0
ORDER BY reading.id
