-- SPDX-License-Identifier: MPL-2.0
-- The events of one request. $1 root, $2 after this seq, $3 at most
SELECT event.seq, event.type, journal.at_us, event.body
  FROM event JOIN journal ON journal.part = event.part AND journal.tx_no = event.tx_no
 WHERE event.root = $1::uuid AND event.root <> '00000000-0000-0000-0000-000000000000'
   AND event.seq > $2::bigint
 ORDER BY event.seq LIMIT $3::bigint
