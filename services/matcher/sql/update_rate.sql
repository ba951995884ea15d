-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE rate
SET
    rev = new.rev, service = new.service, professional = new.professional,
    hourly_cents = new.hourly_cents, valid_from = new.valid_from, valid_to = new.valid_to
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[], $6::date[], $7::date[]
) AS new (
    id, rev, service, professional, hourly_cents, valid_from, valid_to
)
WHERE rate.id = new.id
