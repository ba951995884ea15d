-- SPDX-License-Identifier: MPL-2.0
-- What is held of each professional: minutes and assignments, offered or accepted (states 0 and 1).
SELECT professional, sum(minutes)::bigint AS minutes, count(*) AS open_count
FROM assignment
WHERE held
GROUP BY professional
