-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of payer.
SELECT
    payment_part.id, payment_part.payment, payment_part.payer, payment_part.document,
    payment_part.amount_cents, payment_part.day
FROM unnest($1::uuid[]) AS wanted (payer)
JOIN payment_part ON payment_part.payer = wanted.payer
ORDER BY payment_part.id
