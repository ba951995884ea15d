-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    pool.id, pool.rev, pool.code, pool.labels, pool.kind, pool.driver, pool.fallbacks,
    pool.professional, pool.service, pool.step, pool.denominator, pool.valid_from, pool.valid_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN pool ON pool.id = wanted.id
