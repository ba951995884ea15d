-- SPDX-License-Identifier: MPL-2.0
-- Every rule, for the directory in memory.
SELECT
    id, rev, code, conditions, service, minutes, reason,
    origin, valid_from, valid_to
FROM rule
