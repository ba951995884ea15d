-- SPDX-License-Identifier: MPL-2.0
-- Organisations by id. $1: ids.
SELECT organisation.id, organisation.name, organisation.language
FROM unnest($1::uuid[]) AS k (id)
JOIN organisation ON organisation.id = k.id
