-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, code, labels, kind, driver, fallbacks, professional, service, step, denominator,
    valid_from, valid_to
FROM pool
