-- SPDX-License-Identifier: MPL-2.0
-- $1::date : first day, $2::date : last day, $3::uuid : engagement.
SELECT
    work_log.engagement, work_log.professional, work_log.service,
    sum(work_log.minutes)::bigint AS minutes
FROM work_log
WHERE work_log.engagement = $3::uuid AND work_log.day BETWEEN $1::date AND $2::date
    AND work_log.state >= 2
GROUP BY work_log.engagement, work_log.professional, work_log.service
