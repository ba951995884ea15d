-- SPDX-License-Identifier: MPL-2.0
-- Sets or moves timers.
INSERT INTO timer (key, name, due_us, data)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[])
    ON CONFLICT (name, key) DO UPDATE SET due_us = EXCLUDED.due_us, data = EXCLUDED.data
