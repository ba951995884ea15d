-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    reading.id, reading.period, reading.pool, reading.driver, reading.target, reading.target_id,
    reading.quantity, reading.source
FROM unnest($1::uuid[]) AS wanted (id)
JOIN reading ON reading.id = wanted.id
