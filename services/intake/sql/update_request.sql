-- SPDX-License-Identifier: MPL-2.0
-- Only the state of a request changes; the other columns are parameters like all, and not written.
UPDATE request
SET
    state = new.state
FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bigint[], $9::bytea[], $10::bigint[], $11::date[], $12::bigint[], $13::bytea[],
    $14::bytea[], $15::bytea[]
) AS new (
    id, source_key, source, source_ref, state, organisation, contact, class, path, urgency,
    deadline, submitted_at_us, text, answers, adverse_parties
)
WHERE request.id = new.id
