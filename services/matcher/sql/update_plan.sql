-- SPDX-License-Identifier: MPL-2.0
-- Changed rows: what can change is written, the other columns are parameters like all.
UPDATE plan
SET
    version = new.version, basis = new.basis, state = new.state, organisation = new.organisation,
    contact = new.contact, path = new.path, adverse = new.adverse, region = new.region,
    language = new.language, urgency = new.urgency, deadline = new.deadline, needs = new.needs,
    excluded = new.excluded, team = new.team, terms = new.terms, cost_cents = new.cost_cents,
    lower_bound_cents = new.lower_bound_cents, proven = new.proven, input_digest = new.input_digest,
    planned_at_us = new.planned_at_us, quote = new.quote, quote_total_cents = new.quote_total_cents,
    not_to_exceed_cents = new.not_to_exceed_cents, quote_valid_until = new.quote_valid_until,
    relaxed = new.relaxed, refused = new.refused, agreed_version = new.agreed_version,
    agreed_quote = new.agreed_quote, spent_cents = new.spent_cents,
    class = new.class
FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::uuid[],
    $8::bytea[], $9::bytea[], $10::text[], $11::text[], $12::bigint[], $13::date[], $14::bytea[],
    $15::bytea[], $16::bytea[], $17::bytea[], $18::bigint[], $19::bigint[], $20::boolean[],
    $21::bytea[], $22::bigint[], $23::uuid[], $24::bigint[], $25::bigint[], $26::date[],
    $27::bytea[], $28::bytea[], $29::bigint[], $30::uuid[], $31::bigint[], $32::bigint[]
) AS new (
    id, request, version, basis, state, organisation, contact, path, adverse, region, language,
    urgency, deadline, needs, excluded, team, terms, cost_cents, lower_bound_cents, proven,
    input_digest, planned_at_us, quote, quote_total_cents, not_to_exceed_cents, quote_valid_until,
    relaxed, refused, agreed_version, agreed_quote, spent_cents, class
)
WHERE plan.id = new.id
