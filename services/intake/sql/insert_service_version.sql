-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO service_version (
    id, service, version, changed_at_us, code, field, labels, low_minutes, typical_minutes,
    high_minutes, licence, min_level, modality, withdrawn, separate_from, eligibility,
    active_from, active_to
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::bigint[], $13::bigint[],
    $14::boolean[], $15::bytea[], $16::bytea[], $17::date[], $18::date[]
)
