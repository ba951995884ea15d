-- SPDX-License-Identifier: MPL-2.0
-- People by id. $1: ids.
SELECT person.id, person.kind, person.name, person.email, person.phone, person.language
FROM unnest($1::uuid[]) AS k (id)
JOIN person ON person.id = k.id
