-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO merging (id, target)
SELECT * FROM unnest($1::uuid[], $2::uuid[])
