-- SPDX-License-Identifier: MPL-2.0
-- Every contact, for the directory in memory; personal fields stay in the table.
SELECT
    id, rev, organisation, language, ''::bytea AS name, ''::bytea AS email, ''::bytea AS phone,
    ''::bytea AS address, erased_at_us, erased_reason, language_since
FROM contact
