-- SPDX-License-Identifier: MPL-2.0
-- What may change of a need; the other columns are parameters like all, and not written.
UPDATE need
SET
    organisation = new.organisation, minutes = new.minutes, min_level = new.min_level, modality =
    new.modality, state = new.state, languages = new.languages, region = new.region, earliest =
    new.earliest, latest = new.latest, depends_on = new.depends_on, same_person_as =
    new.same_person_as, not_same_person_as = new.not_same_person_as, worked_minutes =
    new.worked_minutes, worked_cents = new.worked_cents
FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::uuid[],
    $14::bigint[], $15::bytea[], $16::text[], $17::date[], $18::date[], $19::bytea[], $20::bytea[],
    $21::bytea[], $22::uuid[], $23::text[], $24::bigint[], $25::bigint[]
) AS new (
    id, request, service, field, provenance, rule, reason, minutes, min_level, licence, modality,
    service_version, organisation, state, languages, region, earliest, latest, depends_on,
    same_person_as, not_same_person_as, suggested_by, evidence, worked_minutes, worked_cents
)
WHERE need.id = new.id
