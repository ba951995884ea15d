-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE tax SET
    rev = fresh.rev, code = fresh.code, labels = fresh.labels, region = fresh.region, rate_ppm =
    fresh.rate_ppm, base = fresh.base, rank = fresh.rank, registration = fresh.registration,
    valid_from = fresh.valid_from, valid_to = fresh.valid_to, mode = fresh.mode, scope =
    fresh.scope, rounding = fresh.rounding, instead_of = fresh.instead_of, exempt = fresh.exempt
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::date[], $11::date[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::text[], $16::bytea[]
) AS fresh (
    id, rev, code, labels, region, rate_ppm, base, rank, registration, valid_from, valid_to, mode,
    scope, rounding, instead_of, exempt
)
WHERE tax.id = fresh.id
