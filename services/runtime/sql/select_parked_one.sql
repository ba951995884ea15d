-- SPDX-License-Identifier: MPL-2.0
-- The event $2 of the feed of $1, when it waits.
SELECT origin, seq, story, reason, sqlstate, attempts, body, at_us
  FROM parked
 WHERE origin = $1::bigint AND seq = $2::bigint
