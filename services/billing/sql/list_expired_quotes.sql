-- SPDX-License-Identifier: MPL-2.0
-- Quotes that nobody answered by their last day, the day before $1; ids above $2, at most $3. Only the latest of a plan has
-- the state 0 (issued).
SELECT
    id, plan, version, request, state, organisation, currency, lines, net_cents, taxes, total_cents,
    valid_until, issued_at_us, accepted, reserve_ppm, reserve_cents, low_cents, high_cents, contact
FROM quote
WHERE id > $2::uuid AND valid_until = $1::date - 1 AND state = 0
  AND contact <> '00000000-0000-0000-0000-000000000000'
ORDER BY id
LIMIT $3::bigint
