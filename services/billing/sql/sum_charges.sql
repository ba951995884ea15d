-- SPDX-License-Identifier: MPL-2.0
-- $1::date : first day, $2::date : last day. What each payer was billed for the period.
SELECT charge.payer, sum(charge.amount_cents)::bigint AS amount_cents
FROM charge
WHERE charge.day BETWEEN $1::date AND $2::date
GROUP BY charge.payer
ORDER BY charge.payer
