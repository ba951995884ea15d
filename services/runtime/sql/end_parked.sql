-- SPDX-License-Identifier: MPL-2.0
-- Events that wait no more, and who ended it.
WITH ended AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
                  AS e (origin, seq, ending, client, why, ended_us)
), gone AS (
    DELETE FROM parked USING ended
     WHERE parked.origin = ended.origin AND parked.seq = ended.seq
    RETURNING parked.*, ended.ending, ended.client, ended.why, ended.ended_us
)
INSERT INTO parked_past (origin, seq, story, reason, sqlstate, attempts, body, at_us, ending, client, why, ended_us)
SELECT origin, seq, story, reason, sqlstate, attempts, body, at_us, ending, client, why, ended_us FROM gone
