-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO ledger_entry (
    id, transaction, serial, place, account, currency, amount_cents
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[]
)
