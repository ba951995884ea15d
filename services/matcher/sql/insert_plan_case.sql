-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO plan_case (id, question)
SELECT * FROM unnest($1::uuid[], $2::bytea[])
