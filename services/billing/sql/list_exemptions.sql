-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, organisation, tax, certificate, valid_from, valid_to
FROM exemption
