-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period, $2::date : first day, $3::date : last day. An engagement of the period with a payer who was asked for a share and
-- has not answered (0), if there is any.
SELECT engagement.id AS engagement, share.organisation AS payer, share.weight
FROM share
JOIN engagement ON engagement.request = share.request
WHERE share.state = 0 AND (
    EXISTS (SELECT FROM work_log WHERE work_log.engagement = engagement.id
        AND work_log.day BETWEEN $2::date AND $3::date)
    OR EXISTS (SELECT FROM cost WHERE cost.target_id = engagement.id AND cost.period = $1::uuid)
)
ORDER BY share.id
LIMIT 1
