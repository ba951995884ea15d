-- SPDX-License-Identifier: MPL-2.0
-- Every ladder, for the directory in memory.
SELECT id, rev, field, steps
FROM ladder
