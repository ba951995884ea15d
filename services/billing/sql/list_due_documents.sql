-- SPDX-License-Identifier: MPL-2.0
-- Documents with something open that were due the day before $1, or $2 days before that, up to $3 times; ids above $4, at
-- most $5. What is open: the document, the notes that correct it, the parts of payments that pay it.
SELECT
    document.id, document.number, document.kind, document.payer, document.request, document.contact,
    document.currency, document.due_on, document.total_cents,
    document.total_cents + coalesce(note.cents, 0) - coalesce(paid.cents, 0) AS open_cents,
    reminder.number AS reminder
FROM generate_series(0, $3::bigint) AS reminder (number)
JOIN document ON document.due_on = $1::date - 1 - (reminder.number * $2::bigint)::integer
LEFT JOIN LATERAL (
    SELECT sum(total_cents)::bigint AS cents FROM document AS one WHERE one.original = document.id
) AS note ON true
LEFT JOIN LATERAL (
    SELECT sum(amount_cents)::bigint AS cents FROM payment_part
    WHERE payment_part.payer = document.payer AND payment_part.document = document.id
) AS paid ON true
WHERE document.id > $4::uuid AND document.total_cents > 0
  AND document.original = '00000000-0000-0000-0000-000000000000'
  AND document.total_cents + coalesce(note.cents, 0) - coalesce(paid.cents, 0) > 0
ORDER BY document.id
LIMIT $5::bigint
