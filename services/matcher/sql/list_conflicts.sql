-- SPDX-License-Identifier: MPL-2.0
-- Every conflict of interest, for the directory in memory.
SELECT
    id, rev, professional, organisation, kind, valid_from, valid_to
FROM conflict
