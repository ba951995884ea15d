-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : values of request.
SELECT
    share.id, share.request, share.organisation, share.proposer, share.contact, share.weight,
    share.state, share.proposed_at_us
FROM unnest($1::uuid[]) AS wanted (request)
JOIN share ON share.request = wanted.request
ORDER BY share.id
