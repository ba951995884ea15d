-- SPDX-License-Identifier: MPL-2.0
-- All rows.
SELECT
    id, rev, service, hourly_cents, currency, valid_from, source
FROM market
ORDER BY valid_from, id
