-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE conflict
SET
    rev = new.rev, professional = new.professional, organisation = new.organisation,
    kind = new.kind, valid_from = new.valid_from, valid_to = new.valid_to
FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::date[]
) AS new (
    id, rev, professional, organisation, kind, valid_from, valid_to
)
WHERE conflict.id = new.id
