-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    service.id, service.rev, service.code, service.field, service.labels, service.low_minutes,
    service.typical_minutes, service.high_minutes, service.licence, service.min_level,
    service.modality, service.withdrawn, service.separate_from, service.eligibility,
    service.active_from, service.active_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN service ON service.id = wanted.id
