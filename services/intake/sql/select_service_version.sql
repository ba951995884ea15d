-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    service_version.id, service_version.service, service_version.version,
    service_version.changed_at_us, service_version.code, service_version.field,
    service_version.labels, service_version.low_minutes, service_version.typical_minutes,
    service_version.high_minutes, service_version.licence, service_version.min_level,
    service_version.modality, service_version.withdrawn, service_version.separate_from,
    service_version.eligibility, service_version.active_from, service_version.active_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN service_version ON service_version.id = wanted.id
