-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO contact (
    id, rev, organisation, language, name, email, phone, address, erased_at_us, erased_reason,
    language_since
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[],
    $8::bytea[], $9::bigint[], $10::text[], $11::date[]
)
