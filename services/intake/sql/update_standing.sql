-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE standing
SET
    class = new.class, level = new.level, sponsor = new.sponsor, since = new.since
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::date[]
) AS new (
    id, class, level, sponsor, since
)
WHERE standing.id = new.id
