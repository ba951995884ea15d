-- SPDX-License-Identifier: MPL-2.0
-- The bodies between that link and the seq, to continue the chain. $1 part, $2 seq
SELECT body FROM event
 WHERE part = $1::bigint AND seq <= $2::bigint
   AND seq > (SELECT last_seq FROM journal WHERE part = $1 AND last_seq <= $2
               ORDER BY last_seq DESC, tx_no DESC LIMIT 1)
 ORDER BY seq
