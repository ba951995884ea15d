-- SPDX-License-Identifier: MPL-2.0
-- Offered, accepted or released (states 0, 1, 5).
-- $1::uuid : professional; $2::uuid : ids above this one; $3::bigint : at most so many.
SELECT
    id, plan, request, version, need, service, organisation, professional, minutes, state, held,
    offered_at_us, expires_at_us, answered_at_us, reason, approved_minutes, approved_cents,
    started_at_us, until
FROM assignment
WHERE professional = $1::uuid AND id > $2::uuid AND state IN (0, 1, 5)
ORDER BY id
LIMIT $3::bigint
