-- SPDX-License-Identifier: MPL-2.0
-- Replies, and tombstones of ids that shall never run.
INSERT INTO command (id, client, digest, status, reply, at_us, type)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bigint[],
                     $7::text[])
