-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE work_log SET
    source_key = fresh.source_key, engagement = fresh.engagement, need = fresh.need, service =
    fresh.service, professional = fresh.professional, day = fresh.day, person_day =
    fresh.person_day, minutes = fresh.minutes, hourly_cents = fresh.hourly_cents, currency =
    fresh.currency, amount_cents = fresh.amount_cents, activity = fresh.activity, document =
    fresh.document, state = fresh.state, reverses = fresh.reverses, request = fresh.request,
    organisation = fresh.organisation, reason = fresh.reason
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::date[], $8::uuid[],
    $9::bigint[], $10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::uuid[],
    $15::bigint[], $16::uuid[], $17::uuid[], $18::uuid[], $19::text[]
) AS fresh (
    id, source_key, engagement, need, service, professional, day, person_day, minutes,
    hourly_cents, currency, amount_cents, activity, document, state, reverses, request,
    organisation, reason
)
WHERE work_log.id = fresh.id
