-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    desk.id, desk.state, desk.urgency, desk.entered_at_us, desk.clock, desk.used_us,
    desk.running_since_us, desk.due_at_us, desk.breached_at_us
FROM unnest($1::uuid[]) AS wanted (id)
JOIN desk ON desk.id = wanted.id
