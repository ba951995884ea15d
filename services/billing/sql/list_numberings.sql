-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, kind, valid_from, format, digits, restarts, first_number, last_number,
    authorisation, valid_until, used
FROM numbering
