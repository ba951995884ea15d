-- SPDX-License-Identifier: MPL-2.0
-- Changes services; one array for each column.
UPDATE service
SET code = new.code, labels = new.labels
FROM unnest($1::uuid[], $2::text[], $3::bytea[])
    AS new (id, code, labels)
WHERE service.id = new.id
