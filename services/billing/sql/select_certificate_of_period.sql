-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period, $2::bigint : number.
SELECT
    certificate.id, certificate.period, certificate.number, certificate.body, certificate.hash,
    certificate.signature, certificate.key, certificate.signed_at_us
FROM certificate
WHERE certificate.period = $1::uuid AND certificate.number = $2::bigint
