-- SPDX-License-Identifier: MPL-2.0
-- Changes people; one array for each column.
UPDATE person
SET kind = new.kind, name = new.name, email = new.email, phone = new.phone,
    language = new.language
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[])
    AS new (id, kind, name, email, phone, language)
WHERE person.id = new.id
