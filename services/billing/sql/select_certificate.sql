-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    certificate.id, certificate.period, certificate.number, certificate.body, certificate.hash,
    certificate.signature, certificate.key, certificate.signed_at_us
FROM unnest($1::uuid[]) AS wanted (id)
JOIN certificate ON certificate.id = wanted.id
