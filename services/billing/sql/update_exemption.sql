-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE exemption SET
    rev = fresh.rev, organisation = fresh.organisation, tax = fresh.tax, certificate =
    fresh.certificate, valid_from = fresh.valid_from, valid_to = fresh.valid_to
FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[]
) AS fresh (
    id, rev, organisation, tax, certificate, valid_from, valid_to
)
WHERE exemption.id = fresh.id
