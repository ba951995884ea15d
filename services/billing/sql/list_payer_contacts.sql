-- SPDX-License-Identifier: MPL-2.0
-- Whom to write to: the contact of each payer's latest engagement or share, by payer.
SELECT DISTINCT ON (known.payer) known.payer, known.contact
FROM (
    SELECT engagement.id, engagement.organisation AS payer, engagement.contact
    FROM engagement
    UNION ALL
    SELECT share.id, share.organisation, share.contact
    FROM share
    WHERE share.state = 1 AND share.contact <> '00000000-0000-0000-0000-000000000000'
) AS known
ORDER BY known.payer, known.id DESC
