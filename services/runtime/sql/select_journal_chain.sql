-- SPDX-License-Identifier: MPL-2.0
-- The last known link of the chain at or before a seq. $1 part, $2 seq
SELECT last_seq, chain FROM journal
 WHERE part = $1::bigint AND last_seq <= $2::bigint
 ORDER BY last_seq DESC, tx_no DESC LIMIT 1
