-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of organisation. Of the 12 newest needs of each those that are suggested, confirmed,
-- active or done (1, 0, 4, 5), so that a look at what is open costs the same whatever was asked before.
SELECT
    need.id, need.request, need.organisation, need.service, need.state
FROM unnest($1::uuid[]) AS wanted (organisation)
CROSS JOIN LATERAL (
    SELECT one.id, one.request, one.organisation, one.service, one.state
    FROM need AS one
    WHERE one.organisation = wanted.organisation
    ORDER BY one.id DESC
    LIMIT 12
) AS need
WHERE need.state IN (0, 1, 4, 5)
ORDER BY need.id
