-- SPDX-License-Identifier: MPL-2.0
-- Every organisation, for the directory in memory.
SELECT
    id, rev, name, kind, status,
    region, language, root, identifiers
FROM organisation
