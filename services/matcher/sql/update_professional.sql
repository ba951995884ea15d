-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE professional
SET
    rev = new.rev, name = new.name, email = new.email, phone = new.phone, language = new.language,
    languages = new.languages, skills = new.skills, licences = new.licences,
    base_region = new.base_region, regions = new.regions, remote = new.remote, direct = new.direct,
    weekly_minutes = new.weekly_minutes, open_max = new.open_max, status = new.status
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[], $7::bytea[],
    $8::bytea[], $9::bytea[], $10::text[], $11::bytea[], $12::boolean[], $13::boolean[],
    $14::bigint[], $15::bigint[], $16::bigint[]
) AS new (
    id, rev, name, email, phone, language, languages, skills, licences, base_region, regions,
    remote, direct, weekly_minutes, open_max, status
)
WHERE professional.id = new.id
