-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, code, labels, region, rate_ppm, base, rank, registration, valid_from, valid_to, mode,
    scope, rounding, instead_of, exempt
FROM tax
