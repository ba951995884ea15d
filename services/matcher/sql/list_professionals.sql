-- SPDX-License-Identifier: MPL-2.0
-- Every professional, for the directory in memory; personal fields stay in the table.
SELECT
    id, rev, ''::bytea AS name, ''::bytea AS email, ''::bytea AS phone, language, languages, skills,
    licences, base_region, regions, remote, direct, weekly_minutes, open_max, status
FROM professional
ORDER BY id
