-- SPDX-License-Identifier: MPL-2.0
-- Who accepted work for which organisation, and when last (state 1 = accepted).
SELECT professional, organisation, max(answered_at_us) AS at_us
FROM assignment
WHERE state = 1
GROUP BY professional, organisation
