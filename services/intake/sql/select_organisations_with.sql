-- SPDX-License-Identifier: MPL-2.0
-- $1::bytea : an identifier as its MessagePack form; $2::bigint : at most so many.
SELECT
    id, rev, name, kind, status, region, language, root, identifiers, address
FROM organisation
WHERE position($1::bytea IN identifiers) > 0
ORDER BY id
LIMIT $2::bigint
