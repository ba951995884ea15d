-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    contact.id, contact.rev, contact.organisation, contact.language, contact.name, contact.email,
    contact.phone, contact.address, contact.erased_at_us, contact.erased_reason,
    contact.language_since
FROM unnest($1::uuid[]) AS wanted (id)
JOIN contact ON contact.id = wanted.id
