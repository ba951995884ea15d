/* SPDX-License-Identifier: MPL-2.0 */
/* Issuing a quote: what the event of a plan and the timer of a missing rate have in common. */
#ifndef ENTRAIDE_BILLING_ISSUE_QUOTE_H
#define ENTRAIDE_BILLING_ISSUE_QUOTE_H

#include "billing.h"

/* Prices the plan as the by-law says for the class of who asked, or tells that there is no quote for it. It
   stores the quote, replaces older ones and tells; a plan that was quoted keeps its terms. A plan that has its
   quote already is left alone. When a rate is missing a timer tries again; data is the event's data, encoded. OK or
   what park() returned. */
int issue_quote(struct billing *self, batch_t *batch, const struct call *call,
                const struct matcher_plan_proposed *plan, struct view data);

#endif
