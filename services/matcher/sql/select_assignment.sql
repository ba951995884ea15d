-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    assignment.id, assignment.plan, assignment.request, assignment.version, assignment.need,
    assignment.service, assignment.organisation, assignment.professional, assignment.minutes,
    assignment.state, assignment.held, assignment.offered_at_us, assignment.expires_at_us,
    assignment.answered_at_us, assignment.reason, assignment.approved_minutes,
    assignment.approved_cents, assignment.started_at_us, assignment.until
FROM unnest($1::uuid[]) AS wanted (id)
JOIN assignment ON assignment.id = wanted.id
