-- SPDX-License-Identifier: MPL-2.0
-- The last row. $1 part
SELECT tx_no, epoch, last_seq, chain, cursors, at_us, batch_id
  FROM journal WHERE part = $1::bigint ORDER BY tx_no DESC LIMIT 1
