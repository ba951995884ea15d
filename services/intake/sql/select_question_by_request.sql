-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of request.
SELECT
    question.id, question.request, question.asked_at_us, question.text, question.answered_at_us,
    question.answer
FROM unnest($1::uuid[]) AS wanted (request)
JOIN question ON question.request = wanted.request
ORDER BY question.id
