/* SPDX-License-Identifier: MPL-2.0 */
/* The end of an engagement. */
#ifndef ENTRAIDE_BILLING_CLOSE_ENGAGEMENT_H
#define ENTRAIDE_BILLING_CLOSE_ENGAGEMENT_H

#include "billing.h"

/* Closes it and tells it; false, and nothing happens, when its state has no such step. */
bool close_engagement(batch_t *batch, struct engagement_row *engagement);

/* The ids of closed needs with one more; the same need twice is once. Pure. */
struct view close_need(struct view closed, struct id need, arena_t *arena);

/* Is every need closed that was accepted with the quote, and every one that was started. quote may be NULL.
   Pure. */
bool close_is_due(const struct engagement_row *engagement, const struct quote_row *quote);

#endif
