-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE capacity
SET rev = new.rev, spans = new.spans
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS new (id, rev, spans)
WHERE capacity.id = new.id
