-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE rule
SET
    rev = new.rev, conditions = new.conditions, service = new.service, minutes = new.minutes, reason
    = new.reason, origin = new.origin, valid_from = new.valid_from, valid_to = new.valid_to,
    depends_on = new.depends_on
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::bigint[], $7::bytea[],
    $8::text[], $9::date[], $10::date[], $11::bytea[]
) AS new (
    id, rev, code, conditions, service, minutes, reason, origin, valid_from, valid_to, depends_on
)
WHERE rule.id = new.id
