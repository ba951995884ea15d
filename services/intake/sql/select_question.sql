-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    question.id, question.request, question.asked_at_us, question.text, question.answered_at_us,
    question.answer
FROM unnest($1::uuid[]) AS wanted (id)
JOIN question ON question.id = wanted.id
