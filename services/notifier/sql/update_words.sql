-- SPDX-License-Identifier: MPL-2.0
-- Changes the words of messages; one array for each column.
UPDATE words
SET subject = new.subject, body = new.body
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[])
    AS new (id, subject, body)
WHERE words.id = new.id
