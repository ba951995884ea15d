-- SPDX-License-Identifier: MPL-2.0
-- $1 : the plan; $2 : the version.
SELECT
    id, plan, version, basis, state, team, terms, cost_cents, lower_bound_cents, proven,
    input_digest, planned_at_us, quote, quote_total_cents, not_to_exceed_cents
FROM plan_past
WHERE plan = $1::uuid AND version = $2::bigint
