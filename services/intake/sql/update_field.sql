-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE field
SET
    rev = new.rev, code = new.code, labels = new.labels, withdrawn = new.withdrawn
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::boolean[]
) AS new (
    id, rev, code, labels, withdrawn
)
WHERE field.id = new.id
