-- SPDX-License-Identifier: MPL-2.0
-- Who accepted work for which organisation, and when last. Whoever accepted has an answer time, also when
-- the work was taken back, released or closed later (state 2 = declined has one too, but accepted nothing).
SELECT professional, organisation, max(answered_at_us) AS at_us
FROM assignment
WHERE state NOT IN (0, 2, 3) AND answered_at_us > 0
GROUP BY professional, organisation
