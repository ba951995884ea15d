-- SPDX-License-Identifier: MPL-2.0
-- Events of one transaction.
INSERT INTO event (part, seq, tx_no, type, subject, root, keys, body)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[],
                     $7::bytea[], $8::bytea[])
