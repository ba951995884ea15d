-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE service
SET
    rev = new.rev, code = new.code, field = new.field, labels = new.labels, low_minutes =
    new.low_minutes, typical_minutes = new.typical_minutes, high_minutes = new.high_minutes,
    licence = new.licence, min_level = new.min_level, modality = new.modality, withdrawn =
    new.withdrawn, separate_from = new.separate_from, eligibility = new.eligibility, active_from =
    new.active_from, active_to = new.active_to
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[], $13::bytea[],
    $14::bytea[], $15::date[], $16::date[]
) AS new (
    id, rev, code, field, labels, low_minutes, typical_minutes, high_minutes, licence, min_level,
    modality, withdrawn, separate_from, eligibility, active_from, active_to
)
WHERE service.id = new.id
