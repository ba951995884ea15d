-- SPDX-License-Identifier: MPL-2.0
-- $1 at most
SELECT origin, seq, story, reason, attempts, at_us FROM parked ORDER BY origin, seq LIMIT $1::bigint
