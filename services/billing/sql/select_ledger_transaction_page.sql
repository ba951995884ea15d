-- SPDX-License-Identifier: MPL-2.0
-- A page of transactions. $1: serials above this one, $2: how many.
SELECT
    id, serial, day, kind, source, payer, period, currency, text, prev_hash, hash
FROM ledger_transaction
WHERE serial > $1::bigint
ORDER BY serial
LIMIT $2::bigint
