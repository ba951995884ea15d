/* SPDX-License-Identifier: MPL-2.0 */
/* A payer's credit: what payments left over, and credit notes (or documents that were credited after they were paid) that
 * nothing has used. It settles later documents, or is paid back. Pure, but for credit_load. */
#ifndef ENTRAIDE_BILLING_CREDIT_H
#define ENTRAIDE_BILLING_CREDIT_H

#include "settle.h"

/* Where a credit comes from. */
struct credit {
    struct id source; /* the payment, or the document */
    bool document;    /* it is a document: its own part below 0 goes with each use */
    int32_t day;      /* when it came to be */
    int64_t left_cents;
    size_t part_count; /* of a payment, which has at most PART_MAX */
};

/* What a payer has paid and owes; payments in the order of their ids. */
struct credit_books {
    void *const *payments;
    size_t payment_count;
    void *const *parts;
    size_t part_count;
    const struct open_item *items;
    size_t item_count;
    struct view currency;
};

/* The credits with something left that one more part can use, the oldest first. ret_credits has room for every payment and item. Returns how many. */
size_t credit_list(const struct credit_books *books, struct credit *ret_credits);

/* The same of a payer, whose payments are loaded by payer; credits are in the arena. */
size_t credit_load(batch_t *batch, struct id payer, const struct settling *settling,
                   struct credit **ret_credits);

/* Sum of what is left. */
int64_t credit_sum(const struct credit *credits, size_t count);

/* Takes of the first credit that has something left: as much as is wanted or as it has. Returns how much, with the credit; 0
   when none is left. */
int64_t credit_take(struct credit *credits, size_t count, int64_t wanted_cents,
                    const struct credit **ret_credit);

#endif
