-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of source_key.
SELECT
    payment.id, payment.source_key, payment.payer, payment.day, payment.amount_cents,
    payment.currency, payment.method, payment.reference, payment.reverses
FROM unnest($1::uuid[]) AS wanted (source_key)
JOIN payment ON payment.source_key = wanted.source_key
ORDER BY payment.id
