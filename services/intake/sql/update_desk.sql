-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE desk
SET
    state = new.state, urgency = new.urgency, entered_at_us = new.entered_at_us, clock = new.clock,
    used_us = new.used_us, running_since_us = new.running_since_us, due_at_us = new.due_at_us,
    breached_at_us = new.breached_at_us
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[]
) AS new (
    id, state, urgency, entered_at_us, clock, used_us, running_since_us, due_at_us, breached_at_us
)
WHERE desk.id = new.id
