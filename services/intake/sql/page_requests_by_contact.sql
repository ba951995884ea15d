-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : contact; $2::uuid : ids above this one; $3::bigint : at most so many.
SELECT
    id, source_key, source, source_ref, state, organisation, contact, class, path, urgency,
    deadline, submitted_at_us, text, answers, adverse_parties, rev, network, consent, attachments,
    completed_at_us
FROM request
WHERE contact = $1::uuid AND id > $2::uuid
ORDER BY id
LIMIT $3::bigint
