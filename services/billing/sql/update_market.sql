-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE market SET
    rev = fresh.rev, service = fresh.service, hourly_cents = fresh.hourly_cents, currency =
    fresh.currency, valid_from = fresh.valid_from, source = fresh.source
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::date[], $7::text[]
) AS fresh (
    id, rev, service, hourly_cents, currency, valid_from, source
)
WHERE market.id = fresh.id
