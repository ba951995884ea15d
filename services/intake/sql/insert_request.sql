-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO request (
    id, source_key, source, source_ref, state, organisation, contact, class, path, urgency,
    deadline, submitted_at_us, text, answers, adverse_parties, rev, network, consent, attachments,
    completed_at_us
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bigint[], $9::bytea[], $10::bigint[], $11::date[], $12::bigint[], $13::bytea[],
    $14::bytea[], $15::bytea[], $16::bigint[], $17::uuid[], $18::boolean[], $19::bytea[],
    $20::bigint[]
)
