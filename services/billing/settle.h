/* SPDX-License-Identifier: MPL-2.0 */
/* Which documents an amount of a payer settles: those that are said, or the oldest first. Pure, but for reading the rows. */
#ifndef ENTRAIDE_BILLING_SETTLE_H
#define ENTRAIDE_BILLING_SETTLE_H

#include "open_items.h"

/* Most documents that one payment settles. */
enum { PART_MAX = 100 };

/* An amount to be shared out among a payer's documents of its currency. */
struct settling {
    struct open_item *items; /* changed: what is settled is no longer open */
    size_t item_count;
    struct view currency;
    int64_t amount_cents;
};

/* Names the rows that settle_items loads, and loads them; for want functions and handlers. */
void settle_want(batch_t *batch, struct id payer);
struct open_item *settle_items(batch_t *batch, struct id payer, size_t *ret_count);

/* The parts as they are said (payment_part): each within what is open, all within the amount; false when they do not fit.
   ret_parts has room for them. */
bool settle_as_said(struct settling *settling, struct list parts, struct payment_part *ret_parts);

/* The documents that are due first. Returns how many parts, at most PART_MAX. Sorts the items. */
size_t settle_oldest(struct settling *settling, struct payment_part ret_parts[PART_MAX]);

#endif
