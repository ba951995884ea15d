-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of organisation. The 32 newest needs of each, so that a look at what is open costs
-- the same whatever was asked before.
SELECT
    need.id, need.request, need.service, need.field, need.provenance, need.rule, need.reason,
    need.minutes, need.min_level, need.licence, need.modality, need.service_version,
    need.organisation, need.state, need.languages, need.region, need.earliest, need.latest,
    need.depends_on, need.same_person_as, need.not_same_person_as, need.suggested_by, need.evidence,
    need.worked_minutes, need.worked_cents
FROM unnest($1::uuid[]) AS wanted (organisation)
CROSS JOIN LATERAL (
    SELECT * FROM need AS one
    WHERE one.organisation = wanted.organisation
    ORDER BY one.id DESC
    LIMIT 32
) AS need
ORDER BY need.id
