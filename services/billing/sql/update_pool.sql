-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE pool SET
    rev = fresh.rev, code = fresh.code, labels = fresh.labels, kind = fresh.kind, driver =
    fresh.driver, fallbacks = fresh.fallbacks, professional = fresh.professional, service =
    fresh.service, step = fresh.step, denominator = fresh.denominator, valid_from =
    fresh.valid_from, valid_to = fresh.valid_to
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[], $7::bytea[],
    $8::uuid[], $9::text[], $10::bigint[], $11::bigint[], $12::date[], $13::date[]
) AS fresh (
    id, rev, code, labels, kind, driver, fallbacks, professional, service, step, denominator,
    valid_from, valid_to
)
WHERE pool.id = fresh.id
