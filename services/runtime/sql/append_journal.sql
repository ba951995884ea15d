-- SPDX-License-Identifier: MPL-2.0
-- The next row of the journal. Unless the writer's view of the last row is right, tx_no is NULL or
-- taken, and the transaction fails: it is fenced.
-- $1 part, $2 last tx_no, $3 epoch of it, $4 last seq, $5 chain, $6 new epoch, $7 new last seq,
-- $8 new chain, $9 cursors, $10 batch, $11 instant
INSERT INTO journal (part, tx_no, epoch, first_seq, last_seq, chain, cursors, batch_id, at_us)
VALUES ($1::bigint,
        (SELECT tx_no + 1 FROM journal
          WHERE part = $1 AND tx_no = $2::bigint AND epoch = $3::bigint AND last_seq = $4::bigint
            AND chain = $5::bytea),
        $6::bigint, $4 + 1, $7::bigint, $8::bytea, $9::bytea, $10::uuid, $11::bigint)
