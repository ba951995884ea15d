-- SPDX-License-Identifier: MPL-2.0
-- Messages that wait or are under way, the most urgent first. $1: how many.
SELECT message.id, message.event, message.request, message.organisation, message.recipient,
       message.recipient_kind, message.template, message.template_version, message.language,
       message.message_id, message.state, message.attempts, message.result,
       message.queued_at_us, message.sent_at_us, message.due_us
FROM message
WHERE message.state <= 1
ORDER BY message.due_us, message.id
LIMIT $1::bigint
