-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : run, $2::bigint : how many are left, $3::bigint : how many are wanted. The next ones.
SELECT
    due_note.id, due_note.run, due_note.place, due_note.payer, due_note.contact, due_note.amount_cents
FROM due_note
WHERE due_note.run = $1::uuid AND due_note.place <= $2::bigint
ORDER BY due_note.place DESC
LIMIT $3::bigint
