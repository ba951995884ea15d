-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    exemption.id, exemption.rev, exemption.organisation, exemption.tax, exemption.certificate,
    exemption.valid_from, exemption.valid_to
FROM unnest($1::uuid[]) AS wanted (id)
JOIN exemption ON exemption.id = wanted.id
