-- SPDX-License-Identifier: MPL-2.0
-- $1::date : first day, $2::date : last day. An engagement with work that is neither approved (2) nor taken
-- back by a log below 0, if there is any.
SELECT
    work_log.engagement, work_log.professional, work_log.service,
    sum(work_log.minutes)::bigint AS minutes
FROM work_log
WHERE work_log.day BETWEEN $1::date AND $2::date AND work_log.state < 2
GROUP BY work_log.engagement, work_log.professional, work_log.service
HAVING sum(work_log.minutes) <> 0
ORDER BY work_log.engagement, work_log.professional, work_log.service
LIMIT 1
