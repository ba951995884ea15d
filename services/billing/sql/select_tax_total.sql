-- SPDX-License-Identifier: MPL-2.0
-- The taxes of documents issued from $1 to $2, by code and currency.
SELECT
    '00000000-0000-0000-0000-000000000000'::uuid, code, currency, sum(base_cents)::bigint,
    sum(amount_cents)::bigint, count(*)
FROM document_tax
WHERE day BETWEEN $1::date AND $2::date
GROUP BY code, currency
ORDER BY code, currency
LIMIT 200
