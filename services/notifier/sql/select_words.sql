-- SPDX-License-Identifier: MPL-2.0
-- The words of messages by id. $1: ids.
SELECT words.id, words.subject, words.body
FROM unnest($1::uuid[]) AS k (id)
JOIN words ON words.id = k.id
