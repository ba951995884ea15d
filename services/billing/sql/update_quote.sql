-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE quote SET
    plan = fresh.plan, version = fresh.version, request = fresh.request, state = fresh.state,
    organisation = fresh.organisation, currency = fresh.currency, lines = fresh.lines, net_cents
    = fresh.net_cents, taxes = fresh.taxes, total_cents = fresh.total_cents, valid_until =
    fresh.valid_until, issued_at_us = fresh.issued_at_us, accepted = fresh.accepted, reserve_ppm
    = fresh.reserve_ppm, reserve_cents = fresh.reserve_cents, low_cents = fresh.low_cents,
    high_cents = fresh.high_cents, contact = fresh.contact
FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::uuid[], $7::text[],
    $8::bytea[], $9::bigint[], $10::bytea[], $11::bigint[], $12::date[], $13::bigint[],
    $14::bytea[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::uuid[]
) AS fresh (
    id, plan, version, request, state, organisation, currency, lines, net_cents, taxes,
    total_cents, valid_until, issued_at_us, accepted, reserve_ppm, reserve_cents, low_cents,
    high_cents, contact
)
WHERE quote.id = fresh.id
