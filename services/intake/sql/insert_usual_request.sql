-- SPDX-License-Identifier: MPL-2.0
-- New rows that leave what most rows leave at none to the defaults; one array per other column.
INSERT INTO request (
    id, source_key, source, source_ref, state, organisation, contact, class, path, submitted_at_us,
    text, answers, rev
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bigint[], $9::bytea[], $10::bigint[], $11::bytea[], $12::bytea[], $13::bigint[]
)
