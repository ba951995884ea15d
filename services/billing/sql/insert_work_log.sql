-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO work_log (
    id, source_key, engagement, need, service, professional, day, person_day, minutes,
    hourly_cents, currency, amount_cents, activity, document, state, reverses, request,
    organisation, reason
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::date[], $8::uuid[],
    $9::bigint[], $10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::uuid[],
    $15::bigint[], $16::uuid[], $17::uuid[], $18::uuid[], $19::text[]
)
