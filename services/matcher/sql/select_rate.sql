-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    rate.id, rate.rev, rate.service, rate.professional, rate.hourly_cents, rate.valid_from,
    rate.valid_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN rate ON rate.id = wanted.id
