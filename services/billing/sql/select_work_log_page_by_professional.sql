-- SPDX-License-Identifier: MPL-2.0
-- A page of work logs. $1: professional, $2: ids above this one, $3: how many.
SELECT
    work_log.id, work_log.source_key, work_log.engagement, work_log.need, work_log.service,
    work_log.professional, work_log.day, work_log.person_day, work_log.minutes,
    work_log.hourly_cents, work_log.currency, work_log.amount_cents, work_log.activity,
    work_log.document, work_log.state, work_log.reverses, work_log.request, work_log.organisation,
    work_log.reason
FROM work_log
WHERE work_log.professional = $1::uuid AND work_log.id > $2::uuid
ORDER BY work_log.id
LIMIT $3::bigint
