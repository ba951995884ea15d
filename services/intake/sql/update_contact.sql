-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE contact
SET
    rev = new.rev, organisation = new.organisation, language = new.language, name = new.name,
    email = new.email, phone = new.phone, address = new.address, erased_at_us = new.erased_at_us,
    erased_reason = new.erased_reason, language_since = new.language_since
FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[],
    $8::bytea[], $9::bigint[], $10::text[], $11::date[]
) AS new (
    id, rev, organisation, language, name, email, phone, address, erased_at_us, erased_reason,
    language_since
)
WHERE contact.id = new.id
