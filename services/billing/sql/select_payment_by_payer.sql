-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of payer.
SELECT
    payment.id, payment.source_key, payment.payer, payment.day, payment.amount_cents,
    payment.currency, payment.method, payment.reference, payment.reverses
FROM unnest($1::uuid[]) AS wanted (payer)
JOIN payment ON payment.payer = wanted.payer
ORDER BY payment.id
