-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE rate SET
    rev = fresh.rev, service = fresh.service, professional = fresh.professional, hourly_cents =
    fresh.hourly_cents, currency = fresh.currency, valid_from = fresh.valid_from, valid_to =
    fresh.valid_to, basis = fresh.basis
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::date[],
    $8::date[], $9::text[]
) AS fresh (
    id, rev, service, professional, hourly_cents, currency, valid_from, valid_to, basis
)
WHERE rate.id = fresh.id
