-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO document_tax (
    id, document, day, code, currency, base_cents, amount_cents
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]
)
