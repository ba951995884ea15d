-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE ladder
SET rev = new.rev, steps = new.steps
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[]) AS new (id, rev, field, steps)
WHERE ladder.id = new.id
