-- SPDX-License-Identifier: MPL-2.0
-- All rows, for the directory in memory.
SELECT
    id, rev, code, first_day, last_day, fiscal_year, currency, state, entry_rev, allocated_rev,
    certified_rev, cost_cents, carried_cents, provisional_cents, true_up_cents, payer_count,
    note_count, certificate_count, certificate_hash, problem, problem_text, run,
    notes_due
FROM period
