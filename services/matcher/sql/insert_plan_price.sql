-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO plan_price (plan, quote, total_cents, valid_until)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[])
