-- SPDX-License-Identifier: MPL-2.0
-- Adds people; one array for each column.
INSERT INTO person (id, kind, name, email, phone, language)
SELECT *
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[])
