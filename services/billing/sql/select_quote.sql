-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    quote.id, quote.plan, quote.version, quote.request, quote.state, quote.organisation,
    quote.currency, quote.lines, quote.net_cents, quote.taxes, quote.total_cents,
    quote.valid_until, quote.issued_at_us, quote.accepted, quote.reserve_ppm,
    quote.reserve_cents, quote.low_cents, quote.high_cents, quote.contact
FROM unnest($1::uuid[]) AS wanted (id)
JOIN quote ON quote.id = wanted.id
