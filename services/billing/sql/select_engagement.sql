-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    engagement.id, engagement.quote, engagement.request, engagement.organisation,
    engagement.contact, engagement.state, engagement.cap_cents, engagement.logged_minutes,
    engagement.logged_cents, engagement.billed_cents, engagement.needs, engagement.opened_at_us,
    engagement.shared, engagement.warned_percent, engagement.currency, engagement.closed,
    engagement.reserve_ppm
FROM unnest($1::uuid[]) AS wanted (id)
JOIN engagement ON engagement.id = wanted.id
