/* SPDX-License-Identifier: MPL-2.0 */
/* The notes that bring what was billed at provisional rates to what it cost. */
#ifndef ENTRAIDE_BILLING_TRUE_UP_H
#define ENTRAIDE_BILLING_TRUE_UP_H

#include "certificate.h"

/* Names the rows that notes need; for want functions. */
void true_up_want(const struct billing *self, batch_t *batch, const struct call *call);

/* Why the notes of a certificate cannot be issued: an error number with ret_expected, or 0. Before the first
   change. */
int true_up_fault(const struct billing *self, batch_t *batch, const struct period_row *period,
                  const struct certificate *certificate, char ret_expected[160]);

/* Notes that are to be issued. */
struct due_notes {
    struct due_note_row **items;
    size_t count;
};

/* The notes that a certificate is to issue under a run, one to each payer whose true-up is not 0, by payer;
   place counts down to 1. */
struct due_notes true_up_list(batch_t *batch, struct id run, const struct certificate *certificate);

/* Are there numbers for these notes today: an error number, or 0. Before the first change. */
int true_up_series_fault(const struct billing *self, batch_t *batch, int32_t day,
                         const struct due_notes *dues);

/* Issues a debit or credit note. */
struct issued_note_row true_up_issue(struct billing *self, batch_t *batch, const struct call *call,
                                     const struct period_row *period,
                                     const struct due_note_row *due);

/* Writes the numbers of the notes, which are by payer, into the certificate; what it lists is in the arena
   then. false: a payer has no note, or a note has no payer. */
bool true_up_number(struct certificate *certificate, struct issued_note_row *const *notes,
                    size_t count, arena_t *arena);

#endif
