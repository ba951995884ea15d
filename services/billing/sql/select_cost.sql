-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    cost.id, cost.source_key, cost.period, cost.day, cost.amount_cents, cost.tax_cents,
    cost.account, cost.target, cost.target_id, cost.unallowable, cost.funder, cost.description,
    cost.document_hash, cost.reverses, cost.late_for
FROM unnest($1::uuid[]) AS wanted (id)
JOIN cost ON cost.id = wanted.id
