-- SPDX-License-Identifier: MPL-2.0
-- Every membership, for the directory in memory.
SELECT
    id, rev, child, parent, kind, valid_from, valid_to, origin, status
FROM membership
