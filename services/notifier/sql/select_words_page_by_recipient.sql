-- SPDX-License-Identifier: MPL-2.0
-- The words of a page of messages. $1: recipient, $2: ids above this one, $3: how many.
SELECT words.id, words.subject, words.body
FROM message
JOIN words ON words.id = message.id
WHERE message.recipient = $1::uuid AND message.id > $2::uuid
ORDER BY message.id
LIMIT $3::bigint
