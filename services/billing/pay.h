/* SPDX-License-Identifier: MPL-2.0 */
/* Payments: what they pay, and what they post. */
#ifndef ENTRAIDE_BILLING_PAY_H
#define ENTRAIDE_BILLING_PAY_H

#include "settle.h"

/* Keeps a payment with its parts, posts both to the ledger, tells it and replies with it. What the parts leave
   is the payer's credit. All amounts are below 0 when a payment is taken back. */
void pay_keep(batch_t *batch, const struct payment_row *payment, const struct payment_part *parts,
              size_t count);

#endif
