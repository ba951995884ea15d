-- SPDX-License-Identifier: MPL-2.0
-- Every row, for the directory in memory.
SELECT
    id, rev, code, conditions, service, minutes, reason, origin, valid_from, valid_to, depends_on
FROM rule
