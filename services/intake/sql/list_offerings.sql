-- SPDX-License-Identifier: MPL-2.0
-- Every offering, for the directory in memory.
SELECT
    id, rev, network, service, valid_from, valid_to, terms
FROM offering
