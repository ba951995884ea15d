-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE membership
SET
    rev = new.rev, child = new.child, parent = new.parent, kind = new.kind, valid_from =
    new.valid_from, valid_to = new.valid_to, origin = new.origin, status = new.status
FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::date[],
    $8::text[], $9::bigint[]
) AS new (
    id, rev, child, parent, kind, valid_from, valid_to, origin, status
)
WHERE membership.id = new.id
