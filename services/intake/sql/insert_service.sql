-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO service (
    id, rev, code, field, labels, low_minutes, typical_minutes, high_minutes, licence, min_level,
    modality, withdrawn, separate_from, eligibility, active_from, active_to
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[], $13::bytea[],
    $14::bytea[], $15::date[], $16::date[]
)
