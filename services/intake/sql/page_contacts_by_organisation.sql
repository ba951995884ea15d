-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : organisation; $2::uuid : ids above this one; $3::bigint : at most so many.
SELECT
    id, rev, organisation, language, name, email, phone, address, erased_at_us, erased_reason,
    language_since
FROM contact
WHERE organisation = $1::uuid AND id > $2::uuid
ORDER BY id
LIMIT $3::bigint
