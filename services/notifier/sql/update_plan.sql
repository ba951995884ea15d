-- SPDX-License-Identifier: MPL-2.0
-- Changes plans; one array for each column.
UPDATE plan
SET version = new.version, needs = new.needs
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])
    AS new (id, version, needs)
WHERE plan.id = new.id
