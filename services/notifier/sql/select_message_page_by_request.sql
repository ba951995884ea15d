-- SPDX-License-Identifier: MPL-2.0
-- A page of messages. $1: request, $2: ids above this one, $3: how many.
SELECT message.id, message.event, message.request, message.organisation, message.recipient,
       message.recipient_kind, message.template, message.template_version, message.language,
       message.message_id, message.state, message.attempts, message.result,
       message.queued_at_us, message.sent_at_us, message.due_us
FROM message
WHERE message.request = $1::uuid AND message.id > $2::uuid
ORDER BY message.id
LIMIT $3::bigint
