-- SPDX-License-Identifier: MPL-2.0
-- $1 : how many. Unmet plans (state 5): legal deadline (3), high (2), normal (0), low (1); those with a
-- deadline first, the nearest before; then as received, for ids of requests rise with time.
SELECT
    plan.id, plan.request, plan.version, plan.basis, plan.state, plan.organisation, plan.contact,
    plan.path, plan.adverse, plan.region, plan.language, plan.urgency, plan.deadline, plan.needs,
    plan.excluded, plan.team, plan.terms, plan.cost_cents, plan.lower_bound_cents, plan.proven,
    plan.input_digest, plan.planned_at_us, plan.quote, plan.quote_total_cents,
    plan.not_to_exceed_cents, plan.quote_valid_until, plan.relaxed, plan.refused,
    plan.agreed_version, plan.agreed_quote, plan.spent_cents, plan.class
FROM plan
WHERE plan.state = 5
ORDER BY
    CASE plan.urgency WHEN 3 THEN 0 WHEN 2 THEN 1 WHEN 0 THEN 2 ELSE 3 END,
    plan.deadline = '1970-01-01', plan.deadline, plan.request
LIMIT $1::bigint
