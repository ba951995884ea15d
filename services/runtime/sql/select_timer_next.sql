-- SPDX-License-Identifier: MPL-2.0
-- When the next timer after an instant is due. $1 instant
SELECT due_us FROM timer WHERE due_us > $1::bigint ORDER BY due_us LIMIT 1
