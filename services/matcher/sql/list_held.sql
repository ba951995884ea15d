-- SPDX-License-Identifier: MPL-2.0
-- What is held of each professional: minutes not yet approved, and how many assignments.
SELECT
    professional, sum(greatest(minutes - approved_minutes, 0))::bigint AS minutes,
    count(*) AS open_count
FROM assignment
WHERE held
GROUP BY professional
