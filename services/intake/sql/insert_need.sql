-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO need (
    id, request, service, field, provenance, rule, reason, minutes, min_level, licence, modality,
    service_version, organisation, state, languages, region, earliest, latest, depends_on,
    same_person_as, not_same_person_as, suggested_by, evidence, worked_minutes, worked_cents
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::uuid[],
    $14::bigint[], $15::bytea[], $16::text[], $17::date[], $18::date[], $19::bytea[], $20::bytea[],
    $21::bytea[], $22::uuid[], $23::text[], $24::bigint[], $25::bigint[]
)
