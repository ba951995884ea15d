-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    request.id, request.source_key, request.source, request.source_ref, request.state,
    request.organisation, request.contact, request.class, request.path, request.urgency,
    request.deadline, request.submitted_at_us, request.text, request.answers,
    request.adverse_parties, request.rev, request.network, request.consent, request.attachments,
    request.completed_at_us
FROM unnest($1::uuid[]) AS wanted (id)
JOIN request ON request.id = wanted.id
