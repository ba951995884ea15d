-- SPDX-License-Identifier: MPL-2.0
-- Adds the words of messages; one array for each column.
INSERT INTO words (id, subject, body)
SELECT *
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[])
