-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : period, $2::uuid : the entry before, $3::bigint : how many.
SELECT
    cost.id, cost.source_key, cost.period, cost.day, cost.amount_cents, cost.tax_cents,
    cost.account, cost.target, cost.target_id, cost.unallowable, cost.funder, cost.description,
    cost.document_hash, cost.reverses, cost.late_for
FROM cost
WHERE cost.period = $1::uuid AND cost.id > $2::uuid
ORDER BY cost.id
LIMIT $3::bigint
