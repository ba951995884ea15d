-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of source_key.
SELECT
    work_log.id, work_log.source_key, work_log.engagement, work_log.need, work_log.service,
    work_log.professional, work_log.day, work_log.person_day, work_log.minutes,
    work_log.hourly_cents, work_log.currency, work_log.amount_cents, work_log.activity,
    work_log.document, work_log.state, work_log.reverses, work_log.request, work_log.organisation,
    work_log.reason
FROM unnest($1::uuid[]) AS wanted (source_key)
JOIN work_log ON work_log.source_key = wanted.source_key
ORDER BY work_log.id
