-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO plan (
    id, request, version, basis, state, organisation, contact, path, adverse, region, language,
    urgency, deadline, needs, excluded, team, terms, cost_cents, lower_bound_cents, proven,
    input_digest, planned_at_us, quote, quote_total_cents, not_to_exceed_cents, quote_valid_until,
    relaxed, refused, agreed_version, agreed_quote, spent_cents, class
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bytea[], $9::bytea[], $10::text[], $11::text[], $12::bigint[], $13::date[], $14::bytea[],
    $15::bytea[], $16::bytea[], $17::bytea[], $18::bigint[], $19::bigint[], $20::boolean[],
    $21::bytea[], $22::bigint[], $23::uuid[], $24::bigint[], $25::bigint[], $26::date[],
    $27::bytea[], $28::bytea[], $29::bigint[], $30::uuid[], $31::bigint[], $32::bigint[]
)
