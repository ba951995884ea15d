-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    market.id, market.rev, market.service, market.hourly_cents, market.currency,
    market.valid_from, market.source
FROM unnest($1::uuid[]) AS wanted (id)
JOIN market ON market.id = wanted.id
