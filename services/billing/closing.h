/* SPDX-License-Identifier: MPL-2.0 */
/* What certifying a period does to the books: cost and revenue meet in the period's result, which ends at 0;
 * what no driver could share out goes on to the next period. */
#ifndef ENTRAIDE_BILLING_CLOSING_H
#define ENTRAIDE_BILLING_CLOSING_H

#include "certificate.h"

/* Accounts that cost of one period may be posted to. */
enum { CLOSING_ACCOUNT_MAX = 1000 };

/* What a certificate adds to the one before it of the same period (NULL: nothing was before). */
struct closing {
    const struct certificate *certificate;
    const struct certificate *before;
    struct ledger_entry *accounts; /* cost by account, as the ledger names it */
    size_t account_count;
    int64_t cost_cents;    /* added to what is shared out */
    int64_t carried_cents; /* added to what is carried forward */
};

/* 0, or an error number: too many accounts, or numbers that do not add up. */
int closing_make(const struct certificate *certificate, const struct certificate *before,
                 arena_t *arena, struct closing *ret_closing);

/* Posts it. */
void closing_post(batch_t *batch, const struct period_row *period, int32_t day,
                  const struct closing *closing);

/* Enters what is carried forward as cost of the next period. */
void closing_carry(struct billing *self, batch_t *batch, struct period_row *next, int32_t day,
                   const struct closing *closing);

#endif
