-- SPDX-License-Identifier: MPL-2.0
-- Unmet plans (state 5). $1::uuid : ids above this one; $2::bigint : at most so many.
SELECT
    id, request, version, basis, state, organisation, contact,
    path, adverse, region, language, urgency, deadline, needs,
    excluded, team, terms, cost_cents, lower_bound_cents, proven,
    input_digest, planned_at_us, quote, quote_total_cents,
    not_to_exceed_cents, quote_valid_until, relaxed, refused,
    agreed_version, agreed_quote, spent_cents, class
FROM plan
WHERE state = 5 AND id > $1::uuid
ORDER BY id
LIMIT $2::bigint
