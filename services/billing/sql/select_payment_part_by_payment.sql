-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of payment.
SELECT
    payment_part.id, payment_part.payment, payment_part.payer, payment_part.document,
    payment_part.amount_cents, payment_part.day
FROM unnest($1::uuid[]) AS wanted (payment)
JOIN payment_part ON payment_part.payment = wanted.payment
ORDER BY payment_part.id
