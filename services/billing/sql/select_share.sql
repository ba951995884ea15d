-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    share.id, share.request, share.organisation, share.proposer, share.contact, share.weight,
    share.state, share.proposed_at_us
FROM unnest($1::uuid[]) AS wanted (id)
JOIN share ON share.id = wanted.id
