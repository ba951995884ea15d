-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE engagement SET
    quote = fresh.quote, request = fresh.request, organisation = fresh.organisation, contact =
    fresh.contact, state = fresh.state, cap_cents = fresh.cap_cents, logged_minutes =
    fresh.logged_minutes, logged_cents = fresh.logged_cents, billed_cents = fresh.billed_cents,
    needs = fresh.needs, opened_at_us = fresh.opened_at_us, shared = fresh.shared, warned_percent =
    fresh.warned_percent, currency = fresh.currency, closed = fresh.closed,
    reserve_ppm = fresh.reserve_ppm
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea[], $12::bigint[], $13::boolean[],
    $14::bigint[], $15::text[], $16::bytea[], $17::bigint[]
) AS fresh (
    id, quote, request, organisation, contact, state, cap_cents, logged_minutes, logged_cents,
    billed_cents, needs, opened_at_us, shared, warned_percent, currency, closed, reserve_ppm
)
WHERE engagement.id = fresh.id
