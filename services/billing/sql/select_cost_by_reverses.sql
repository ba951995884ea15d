-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of reverses.
SELECT
    cost.id, cost.source_key, cost.period, cost.day, cost.amount_cents, cost.tax_cents,
    cost.account, cost.target, cost.target_id, cost.unallowable, cost.funder, cost.description,
    cost.document_hash, cost.reverses, cost.late_for
FROM unnest($1::uuid[]) AS wanted (reverses)
JOIN cost ON cost.reverses = wanted.reverses
ORDER BY cost.id
