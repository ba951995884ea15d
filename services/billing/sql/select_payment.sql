-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    payment.id, payment.source_key, payment.payer, payment.day, payment.amount_cents,
    payment.currency, payment.method, payment.reference, payment.reverses
FROM unnest($1::uuid[]) AS wanted (id)
JOIN payment ON payment.id = wanted.id
