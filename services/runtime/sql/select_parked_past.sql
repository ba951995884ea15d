-- SPDX-License-Identifier: MPL-2.0
-- $1 at most
SELECT origin, seq, story, reason, attempts, at_us, ending, client, why, ended_us
  FROM parked_past
 ORDER BY ended_us DESC, origin DESC, seq DESC
 LIMIT $1::bigint
