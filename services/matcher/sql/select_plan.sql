-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows. The first version's price stands in a row of its own.
SELECT
    plan.id, plan.request, plan.version, plan.basis, plan.state, plan.organisation, plan.contact,
    plan.path, plan.adverse, plan.region, plan.language, plan.urgency, plan.deadline, plan.needs,
    plan.excluded, plan.team, plan.terms, plan.cost_cents, plan.lower_bound_cents, plan.proven,
    plan.input_digest, plan.planned_at_us, coalesce(price.quote, plan.quote),
    coalesce(price.total_cents, plan.quote_total_cents), plan.not_to_exceed_cents,
    coalesce(price.valid_until, plan.quote_valid_until), plan.relaxed, plan.refused,
    plan.agreed_version, plan.agreed_quote, plan.spent_cents, plan.class
FROM unnest($1::uuid[]) AS wanted (id)
JOIN plan ON plan.id = wanted.id
LEFT JOIN plan_price AS price ON price.plan = plan.id AND plan.version = 1
