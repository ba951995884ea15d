-- SPDX-License-Identifier: MPL-2.0
-- Changed rows: what can change is written, the other columns are parameters like all.
UPDATE assignment
SET
    state = new.state, held = new.held, answered_at_us = new.answered_at_us, reason = new.reason,
    approved_minutes = new.approved_minutes, approved_cents = new.approved_cents,
    started_at_us = new.started_at_us, until = new.until
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::uuid[],
    $8::uuid[], $9::bigint[], $10::bigint[], $11::boolean[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::date[]
) AS new (
    id, plan, request, version, need, service, organisation, professional, minutes, state, held,
    offered_at_us, expires_at_us, answered_at_us, reason, approved_minutes, approved_cents,
    started_at_us, until
)
WHERE assignment.id = new.id
