-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO period (
    id, rev, code, first_day, last_day, fiscal_year, currency, state, entry_rev, allocated_rev,
    certified_rev, cost_cents, carried_cents, provisional_cents, true_up_cents, payer_count,
    note_count, certificate_count, certificate_hash, problem, problem_text, run,
    notes_due
)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bytea[],
    $20::bigint[], $21::text[], $22::uuid[], $23::bigint[]
)
