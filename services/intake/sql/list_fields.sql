-- SPDX-License-Identifier: MPL-2.0
-- Every field of expertise, for the directory in memory.
SELECT
    id, rev, code, labels, withdrawn
FROM field
