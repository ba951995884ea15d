-- SPDX-License-Identifier: MPL-2.0
-- $1::date : first day, $2::date : last day. Minutes that count: approved (2) or locked (3) work; what
-- was taken back counts below 0 on the day of the work.
SELECT
    work_log.engagement, work_log.professional, work_log.service,
    sum(work_log.minutes)::bigint AS minutes
FROM work_log
WHERE work_log.day BETWEEN $1::date AND $2::date AND work_log.state >= 2
GROUP BY work_log.engagement, work_log.professional, work_log.service
HAVING sum(work_log.minutes) > 0
ORDER BY work_log.engagement, work_log.professional, work_log.service
