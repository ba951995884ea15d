-- SPDX-License-Identifier: MPL-2.0
-- Services by id. $1: ids.
SELECT service.id, service.code, service.labels
FROM unnest($1::uuid[]) AS k (id)
JOIN service ON service.id = k.id
