-- SPDX-License-Identifier: MPL-2.0
-- Adds plans; one array for each column.
INSERT INTO plan (id, version, needs, relaxed)
SELECT *
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[])
