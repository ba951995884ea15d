-- SPDX-License-Identifier: MPL-2.0
-- A question is answered; the other columns are parameters like all, and not written.
UPDATE question
SET
    answered_at_us = new.answered_at_us, answer = new.answer
FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bigint[], $6::bytea[]
) AS new (
    id, request, asked_at_us, text, answered_at_us, answer
)
WHERE question.id = new.id
