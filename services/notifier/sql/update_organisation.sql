-- SPDX-License-Identifier: MPL-2.0
-- Changes organisations; one array for each column.
UPDATE organisation
SET name = new.name, language = new.language
FROM unnest($1::uuid[], $2::text[], $3::text[])
    AS new (id, name, language)
WHERE organisation.id = new.id
