-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : organisation; $2::uuid : ids above this one; $3::bigint : state, or -1 for all; $4::bigint : at most so many.
SELECT
    id, source_key, source, source_ref, state, organisation, contact, class, path, urgency,
    deadline, submitted_at_us, text, answers, adverse_parties, rev, network, consent, attachments,
    completed_at_us
FROM request
WHERE organisation = $1::uuid AND id > $2::uuid AND ($3::bigint < 0 OR state = $3::bigint)
ORDER BY id
LIMIT $4::bigint
