-- SPDX-License-Identifier: MPL-2.0
-- Changes plans; one array for each column.
UPDATE plan
SET version = new.version, needs = new.needs, relaxed = new.relaxed
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[])
    AS new (id, version, needs, relaxed)
WHERE plan.id = new.id
