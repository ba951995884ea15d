-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO need (
    id, request, service, field, provenance, rule, reason, minutes, min_level, licence, modality,
    service_version
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[]
)
