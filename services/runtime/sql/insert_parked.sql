-- SPDX-License-Identifier: MPL-2.0
-- Events that wait for an operator.
INSERT INTO parked (origin, seq, story, reason, sqlstate, attempts, body, at_us)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::bigint[],
                     $7::bytea[], $8::bigint[])
