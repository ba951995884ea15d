-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE numbering SET
    rev = fresh.rev, kind = fresh.kind, valid_from = fresh.valid_from, format = fresh.format,
    digits = fresh.digits, restarts = fresh.restarts, first_number = fresh.first_number,
    last_number = fresh.last_number, authorisation = fresh.authorisation, valid_until =
    fresh.valid_until, used = fresh.used
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::date[], $5::text[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::text[], $11::date[], $12::boolean[]
) AS fresh (
    id, rev, kind, valid_from, format, digits, restarts, first_number, last_number,
    authorisation, valid_until, used
)
WHERE numbering.id = fresh.id
