-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    tax.id, tax.rev, tax.code, tax.labels, tax.region, tax.rate_ppm, tax.base, tax.rank,
    tax.registration, tax.valid_from, tax.valid_to, tax.mode, tax.scope, tax.rounding,
    tax.instead_of, tax.exempt
FROM unnest($1::uuid[]) AS wanted (id)
JOIN tax ON tax.id = wanted.id
