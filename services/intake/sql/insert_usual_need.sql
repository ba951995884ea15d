-- SPDX-License-Identifier: MPL-2.0
-- New rows that leave what most rows leave at none to the defaults; one array per other column.
INSERT INTO need (
    id, request, service, field, provenance, rule, reason, minutes, min_level, licence, modality,
    service_version, organisation, state
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::uuid[],
    $14::bigint[]
)
