-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    rule_count.id, rule_count.accepted, rule_count.refused
FROM unnest($1::uuid[]) AS wanted (id)
JOIN rule_count ON rule_count.id = wanted.id
