-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE calendar
SET
    rev = new.rev, hours = new.hours, holidays = new.holidays, allowances = new.allowances
FROM unnest(
    $1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]
) AS new (
    id, rev, hours, holidays, allowances
)
WHERE calendar.id = new.id
