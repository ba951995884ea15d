-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO assignment (
    id, plan, request, version, need, service, organisation, professional, minutes, state, held,
    offered_at_us, expires_at_us, answered_at_us, reason, approved_minutes, approved_cents,
    started_at_us, until
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::uuid[],
    $8::uuid[], $9::bigint[], $10::bigint[], $11::boolean[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::date[]
)
