-- SPDX-License-Identifier: MPL-2.0
-- The entries of transactions with serials above $1 and up to $2, in their order.
SELECT
    id, transaction, serial, place, account, currency, amount_cents
FROM ledger_entry
WHERE serial > $1::bigint AND serial <= $2::bigint
ORDER BY serial, place
