-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO certificate (
    id, period, number, body, hash, signature, key, signed_at_us
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[],
    $8::bigint[]
)
