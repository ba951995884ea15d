-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO professional (
    id, rev, name, email, phone, language, languages, skills, licences, base_region, regions,
    remote, direct, weekly_minutes, open_max, status
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[], $7::bytea[],
    $8::bytea[], $9::bytea[], $10::text[], $11::bytea[], $12::boolean[], $13::boolean[],
    $14::bigint[], $15::bigint[], $16::bigint[]
)
