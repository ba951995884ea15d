-- SPDX-License-Identifier: MPL-2.0
-- What was last told of every organisation, for the directory in memory.
SELECT
    id, class, level, sponsor, since
FROM standing
