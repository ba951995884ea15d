-- SPDX-License-Identifier: MPL-2.0
-- What may change of a request; the other columns are parameters like all, and not written.
UPDATE request
SET
    state = new.state, organisation = new.organisation, class = new.class, path = new.path, urgency
    = new.urgency, deadline = new.deadline, answers = new.answers, adverse_parties =
    new.adverse_parties, rev = new.rev, consent = new.consent, attachments = new.attachments, completed_at_us = new.completed_at_us
FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bigint[], $9::bytea[], $10::bigint[], $11::date[], $12::bigint[], $13::bytea[],
    $14::bytea[], $15::bytea[], $16::bigint[], $17::uuid[], $18::boolean[], $19::bytea[],
    $20::bigint[]
) AS new (
    id, source_key, source, source_ref, state, organisation, contact, class, path, urgency,
    deadline, submitted_at_us, text, answers, adverse_parties, rev, network, consent, attachments,
    completed_at_us
)
WHERE request.id = new.id
