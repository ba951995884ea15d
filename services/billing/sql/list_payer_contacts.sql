-- SPDX-License-Identifier: MPL-2.0
-- The contact of each payer's latest engagement.
SELECT DISTINCT ON (engagement.organisation)
    engagement.organisation AS payer, engagement.contact
FROM engagement
ORDER BY engagement.organisation, engagement.id DESC
