-- SPDX-License-Identifier: MPL-2.0
-- Every row, for the directory in memory.
SELECT
    id, rev, hours, holidays, allowances
FROM calendar
