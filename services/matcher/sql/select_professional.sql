-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    professional.id, professional.rev, professional.name, professional.email, professional.phone,
    professional.language, professional.languages, professional.skills, professional.licences,
    professional.base_region, professional.regions, professional.remote, professional.direct,
    professional.weekly_minutes, professional.open_max, professional.status
FROM unnest($1::uuid[]) AS wanted (id)
JOIN professional ON professional.id = wanted.id
