-- SPDX-License-Identifier: MPL-2.0
-- Changed rows; one array per column, in the order of the columns.
UPDATE period SET
    rev = fresh.rev, code = fresh.code, first_day = fresh.first_day, last_day = fresh.last_day,
    fiscal_year = fresh.fiscal_year, currency = fresh.currency, state = fresh.state, entry_rev =
    fresh.entry_rev, allocated_rev = fresh.allocated_rev, certified_rev = fresh.certified_rev,
    cost_cents = fresh.cost_cents, carried_cents = fresh.carried_cents, provisional_cents =
    fresh.provisional_cents, true_up_cents = fresh.true_up_cents, payer_count =
    fresh.payer_count, note_count = fresh.note_count, certificate_count =
    fresh.certificate_count, certificate_hash = fresh.certificate_hash, problem = fresh.problem,
    problem_text = fresh.problem_text, run = fresh.run, notes_due = fresh.notes_due
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bytea[],
    $20::bigint[], $21::text[], $22::uuid[], $23::bigint[]
) AS fresh (
    id, rev, code, first_day, last_day, fiscal_year, currency, state, entry_rev, allocated_rev,
    certified_rev, cost_cents, carried_cents, provisional_cents, true_up_cents, payer_count,
    note_count, certificate_count, certificate_hash, problem, problem_text, run, notes_due
)
WHERE period.id = fresh.id
