-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO charge (
    id, day, payer, document, amount_cents
)
SELECT * FROM unnest(
    $1::uuid[], $2::date[], $3::uuid[], $4::uuid[], $5::bigint[]
)
