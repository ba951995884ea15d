-- SPDX-License-Identifier: MPL-2.0
-- Adds services; one array for each column.
INSERT INTO service (id, code, labels)
SELECT *
FROM unnest($1::uuid[], $2::text[], $3::bytea[])
