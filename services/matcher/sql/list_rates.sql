-- SPDX-License-Identifier: MPL-2.0
-- Every rate, for the directory in memory.
SELECT
    id, rev, service, professional, hourly_cents, valid_from, valid_to
FROM rate
