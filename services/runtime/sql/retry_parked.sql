-- SPDX-License-Identifier: MPL-2.0
-- Events that were tried again in vain.
UPDATE parked
   SET reason = tried.reason, sqlstate = tried.sqlstate, attempts = tried.attempts
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
       AS tried (origin, seq, reason, sqlstate, attempts)
 WHERE parked.origin = tried.origin AND parked.seq = tried.seq
