-- SPDX-License-Identifier: MPL-2.0
-- Messages by recipient. $1: ids.
SELECT message.id, message.event, message.request, message.organisation, message.recipient,
       message.recipient_kind, message.template, message.template_version, message.language,
       message.message_id, message.state, message.attempts, message.result,
       message.queued_at_us, message.sent_at_us, message.due_us
FROM unnest($1::uuid[]) AS k (id)
JOIN message ON message.recipient = k.id
ORDER BY message.id
