-- SPDX-License-Identifier: MPL-2.0
-- The event of story $1 that came first: of one moment, the leftmost feed's.
SELECT origin, seq, story, reason, sqlstate, attempts, body, at_us
  FROM parked
 WHERE story = $1::uuid
 ORDER BY at_us, origin, seq
 LIMIT 1
