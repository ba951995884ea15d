-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO ledger_transaction (
    id, serial, day, kind, source, payer, period, currency, text, prev_hash, hash
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::date[], $4::bigint[], $5::uuid[], $6::uuid[], $7::text[],
    $8::text[], $9::text[], $10::bytea[], $11::bytea[]
)
