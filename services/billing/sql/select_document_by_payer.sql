-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of payer.
SELECT
    document.id, document.kind, document.series, document.serial, document.number,
    document.engagement, document.payer, document.currency, document.issued_on, document.due_on,
    document.net_cents, document.total_cents, document.prev_hash, document.hash, document.original,
    document.period, document.request, document.contact, document.body, document.run,
    document.weight
FROM unnest($1::uuid[]) AS wanted (payer)
JOIN document ON document.payer = wanted.payer
ORDER BY document.id
