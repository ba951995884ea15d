-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE share SET
    request = fresh.request, organisation = fresh.organisation, proposer = fresh.proposer, contact
    = fresh.contact, weight = fresh.weight, state = fresh.state, proposed_at_us =
    fresh.proposed_at_us
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[],
    $8::bigint[]
) AS fresh (
    id, request, organisation, proposer, contact, weight, state, proposed_at_us
)
WHERE share.id = fresh.id
