-- SPDX-License-Identifier: MPL-2.0
-- The first row of an empty journal. $1 part, $2 chain of zeros, $3 batch, $4 instant
INSERT INTO journal (part, tx_no, epoch, first_seq, last_seq, chain, cursors, batch_id, at_us)
VALUES ($1::bigint, 1, 1, 1, 0, $2::bytea, '', $3::uuid, $4::bigint)
