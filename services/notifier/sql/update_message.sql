-- SPDX-License-Identifier: MPL-2.0
-- Changes messages; one array for each column.
-- Only what changes in the life of a message is written.
UPDATE message
SET state = new.state, attempts = new.attempts, result = new.result,
    sent_at_us = new.sent_at_us, due_us = new.due_us
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[],
            $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[],
            $13::text[], $14::bigint[], $15::bigint[], $16::bigint[])
    AS new (id, event, request, organisation, recipient, recipient_kind, template, template_version,
    language, message_id, state, attempts, result, queued_at_us, sent_at_us, due_us)
WHERE message.id = new.id
