-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    rule.id, rule.rev, rule.code, rule.conditions, rule.service, rule.minutes, rule.reason,
    rule.origin, rule.valid_from, rule.valid_to, rule.depends_on
FROM unnest($1::uuid[]) AS wanted (id)
JOIN rule ON rule.id = wanted.id
