-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    offering.id, offering.rev, offering.network, offering.service, offering.valid_from,
    offering.valid_to, offering.terms
FROM unnest($1::uuid[]) AS wanted (id)
JOIN offering ON offering.id = wanted.id
