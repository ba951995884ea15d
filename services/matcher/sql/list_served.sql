-- SPDX-License-Identifier: MPL-2.0
-- Who accepted work for which organisation, and when last (state 1 = accepted, 4 = withdrawn, which
-- has an answer only if it was accepted before).
SELECT professional, organisation, max(answered_at_us) AS at_us
FROM assignment
WHERE state = 1 OR (state = 4 AND answered_at_us > 0)
GROUP BY professional, organisation
