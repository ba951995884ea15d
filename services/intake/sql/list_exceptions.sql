-- SPDX-License-Identifier: MPL-2.0
-- Every row, for the directory in memory.
SELECT
    id, organisation, request, granted, by_law, reason, valid_from, valid_to, decided_by
FROM by_law_exception
WHERE granted
ORDER BY id
