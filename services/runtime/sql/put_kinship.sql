-- SPDX-License-Identifier: MPL-2.0
-- Ties, new or changed; each id once.
INSERT INTO kinship (id, lower, upper, from_day, to_day, rests)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::date[], $6::boolean[])
    ON CONFLICT (id) DO UPDATE
   SET lower = EXCLUDED.lower, upper = EXCLUDED.upper,
       from_day = EXCLUDED.from_day, to_day = EXCLUDED.to_day,
       rests = EXCLUDED.rests
