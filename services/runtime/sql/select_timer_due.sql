-- SPDX-License-Identifier: MPL-2.0
-- $1 instant, $2 at most
SELECT name, key, due_us, data FROM timer WHERE due_us <= $1::bigint ORDER BY due_us LIMIT $2::bigint
