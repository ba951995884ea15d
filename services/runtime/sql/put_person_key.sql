-- SPDX-License-Identifier: MPL-2.0
-- Keeps keys, or erases them for good.
INSERT INTO person_key (person, secret, erased, at_us)
SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::boolean[], $4::bigint[])
    ON CONFLICT (person) DO UPDATE
   SET secret = EXCLUDED.secret, erased = EXCLUDED.erased, at_us = EXCLUDED.at_us
 WHERE NOT person_key.erased
