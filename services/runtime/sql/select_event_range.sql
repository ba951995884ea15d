-- SPDX-License-Identifier: MPL-2.0
-- Events in order, with the cursors of their transactions. $1 part, $2 first seq, $3 how many
SELECT event.seq, journal.epoch, event.body, event.keys, journal.cursors, event.type
  FROM event JOIN journal ON journal.part = event.part AND journal.tx_no = event.tx_no
 WHERE event.part = $1::bigint AND event.seq >= $2::bigint AND event.seq < $2 + $3::bigint
 ORDER BY event.seq
