-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of request.
SELECT
    need.id, need.request, need.service, need.field, need.provenance, need.rule, need.reason,
    need.minutes, need.min_level, need.licence, need.modality, need.service_version
FROM unnest($1::uuid[]) AS wanted (request)
JOIN need ON need.request = wanted.request
ORDER BY need.id
