-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO by_law_exception (
    id, organisation, request, granted, by_law, reason, valid_from, valid_to, decided_by
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::text[], $6::text[], $7::date[],
    $8::date[], $9::uuid[]
)
