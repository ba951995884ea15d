-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO tax (
    id, rev, code, labels, region, rate_ppm, base, rank, registration, valid_from, valid_to, mode,
    scope, rounding, instead_of, exempt
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::date[], $11::date[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::text[], $16::bytea[]
)
