-- SPDX-License-Identifier: MPL-2.0
-- Adds organisations; one array for each column.
INSERT INTO organisation (id, name, language)
SELECT *
FROM unnest($1::uuid[], $2::text[], $3::text[])
