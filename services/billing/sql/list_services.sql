-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, code, labels, low_minutes, high_minutes
FROM service
