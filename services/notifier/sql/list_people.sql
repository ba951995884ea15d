-- SPDX-License-Identifier: MPL-2.0
-- All people, for the directory.
SELECT person.id, person.kind, person.name, person.email, person.phone, person.language
FROM person
