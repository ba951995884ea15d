-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : ids above this one; $2::bigint : state of those that wait for a person; $3::bigint : at most
-- so many.
SELECT
    request.id, request.source_key, request.source, request.source_ref, request.state,
    request.organisation, request.contact, request.class, request.path, request.urgency,
    request.deadline, request.submitted_at_us, request.text, request.answers,
    request.adverse_parties, request.rev, request.network, request.consent, request.attachments,
    request.completed_at_us
FROM desk
JOIN request ON request.id = desk.id
WHERE desk.state = $2::bigint AND desk.id > $1::uuid
ORDER BY desk.id
LIMIT $3::bigint
