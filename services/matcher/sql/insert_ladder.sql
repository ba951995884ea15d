-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO ladder (id, rev, field, steps)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[])
