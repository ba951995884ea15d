-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    service.id, service.code, service.labels, service.low_minutes,
    service.high_minutes
FROM unnest($1::uuid[]) AS wanted (id)
JOIN service ON service.id = wanted.id
