-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE cost_object SET
    rev = fresh.rev, code = fresh.code, labels = fresh.labels, all_members = fresh.all_members,
    payers = fresh.payers
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::boolean[], $6::bytea[]
) AS fresh (
    id, rev, code, labels, all_members, payers
)
WHERE cost_object.id = fresh.id
