-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid[] : ids of the rows.
SELECT
    period.id, period.rev, period.code, period.first_day, period.last_day, period.fiscal_year,
    period.currency, period.state, period.entry_rev, period.allocated_rev, period.certified_rev,
    period.cost_cents, period.carried_cents, period.provisional_cents, period.true_up_cents,
    period.payer_count, period.note_count, period.certificate_count, period.certificate_hash,
    period.problem, period.problem_text, period.run, period.notes_due
FROM unnest($1::uuid[]) AS wanted (id)
JOIN period ON period.id = wanted.id
