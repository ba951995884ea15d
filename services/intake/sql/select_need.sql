-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    need.id, need.request, need.service, need.field, need.provenance, need.rule, need.reason,
    need.minutes, need.min_level, need.licence, need.modality, need.service_version,
    need.organisation, need.state, need.languages, need.region, need.earliest, need.latest,
    need.depends_on, need.same_person_as, need.not_same_person_as, need.suggested_by, need.evidence,
    need.worked_minutes, need.worked_cents
FROM unnest($1::uuid[]) AS wanted (id)
JOIN need ON need.id = wanted.id
