-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    service.id, service.code, service.labels
FROM unnest($1::uuid[]) AS wanted (id)
JOIN service ON service.id = wanted.id
