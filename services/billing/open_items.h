/* SPDX-License-Identifier: MPL-2.0 */
/* What is open: documents less the notes that correct them and what was paid on them. Pure. */
#ifndef ENTRAIDE_BILLING_OPEN_ITEMS_H
#define ENTRAIDE_BILLING_OPEN_ITEMS_H

#include "store.h"

struct open_item {
    const struct document_row *document;
    int64_t noted_cents; /* sum of the notes that correct it */
    int64_t paid_cents;
    int64_t refunded_cents; /* of a credit: what was paid back */
    int64_t open_cents;     /* what remains; a note that corrects another has nothing open itself */
};

/* The items of a payer: its documents in the order of their ids, less notes and the parts of payments. ret_items
   has room for count. */
void open_items(void *const *documents, size_t count, void *const *parts, size_t part_count,
                struct open_item *ret_items);

/* How far it is paid on a day (enum document_state). */
int open_item_state(const struct open_item *item, int32_t today);

/* As a list shows it. */
struct document_entry open_item_entry(const struct open_item *item, int32_t today);

#endif
