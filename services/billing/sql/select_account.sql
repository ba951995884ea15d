-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    account.id, account.rev, account.role, account.code, account.name, account.valid_from
FROM unnest($1::uuid[]) AS wanted (id)
JOIN account ON account.id = wanted.id
