/* SPDX-License-Identifier: MPL-2.0 */
/* An amount among payers by integer weights: whole cents that add up exactly. Pure. */
#ifndef ENTRAIDE_BILLING_SPLIT_H
#define ENTRAIDE_BILLING_SPLIT_H

#include "store.h"

enum { PAYER_MAX = 16 };

struct payer {
    struct id organisation;
    struct id contact;
    int64_t weight; /* 0..2^31 */
};

/* Who pays which part of a request: who asked, and those who agreed to a share. A part that was refused, or
   not answered, stays with who asked; with waits an unanswered one gives 0: nobody can be billed yet. shares
   are the rows of the request. The asker's weight is
   not looked at. Returns how many payers; who asked is the first. */
size_t split_payers(const struct payer *asker, void *const *shares, size_t count, bool waits,
                    struct payer ret_payers[PAYER_MAX]);

/* Splits by largest remainder, ties by id; a negative amount is split as its opposite. The parts add up to
   the amount, and each is less than a cent from its exact share. Some weight must be above 0. */
void split_amount(int64_t amount_cents, const struct payer *payers, size_t count,
                  int64_t ret_cents[PAYER_MAX]);

#endif
