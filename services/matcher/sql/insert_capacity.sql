-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO capacity (id, rev, spans)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])
