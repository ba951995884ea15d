-- SPDX-License-Identifier: MPL-2.0
-- Adds messages; one array for each column.
INSERT INTO message (id, event, request, organisation, recipient, recipient_kind, template, template_version,
    language, message_id, state, attempts, result, queued_at_us, sent_at_us, due_us)
SELECT *
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[],
            $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[],
            $13::text[], $14::bigint[], $15::bigint[], $16::bigint[])
