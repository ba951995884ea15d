-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE account SET
    rev = fresh.rev, role = fresh.role, code = fresh.code, name = fresh.name, valid_from =
    fresh.valid_from
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::date[]
) AS fresh (
    id, rev, role, code, name, valid_from
)
WHERE account.id = fresh.id
