-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, service, professional, hourly_cents, currency, valid_from, valid_to, basis
FROM rate
