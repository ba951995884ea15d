-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    numbering.id, numbering.rev, numbering.kind, numbering.valid_from, numbering.format,
    numbering.digits, numbering.restarts, numbering.first_number, numbering.last_number,
    numbering.authorisation, numbering.valid_until, numbering.used
FROM unnest($1::uuid[]) AS wanted (id)
JOIN numbering ON numbering.id = wanted.id
