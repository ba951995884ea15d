-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period, $2::date : first day, $3::date : last day. Who pays the engagements of a period: those
-- who agreed to a share (1), and for the rest of the weights who asked; what was replaced (3) does not count.
SELECT part.engagement, part.payer, sum(part.weight)::bigint AS weight
FROM (
    SELECT
        engagement.id AS engagement,
        CASE WHEN share.state = 1 THEN share.organisation ELSE engagement.organisation END AS payer,
        coalesce(share.weight, 1) AS weight
    FROM engagement
    LEFT JOIN share ON share.request = engagement.request AND share.state <> 3
    WHERE engagement.id IN (
        SELECT work_log.engagement FROM work_log
        WHERE work_log.day BETWEEN $2::date AND $3::date
        UNION
        SELECT cost.target_id FROM cost WHERE cost.period = $1::uuid
        UNION
        SELECT reading.target_id FROM reading WHERE reading.period = $1::uuid
    )
) AS part
GROUP BY part.engagement, part.payer
HAVING sum(part.weight) > 0
ORDER BY part.engagement, part.payer
