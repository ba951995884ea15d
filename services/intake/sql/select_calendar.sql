-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    calendar.id, calendar.rev, calendar.hours, calendar.holidays, calendar.allowances
FROM unnest($1::uuid[]) AS wanted (id)
JOIN calendar ON calendar.id = wanted.id
