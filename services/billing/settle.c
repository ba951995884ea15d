/* SPDX-License-Identifier: MPL-2.0 */
/* Settling documents. */
#include "settle.h"

#include <stdlib.h>

void settle_want(batch_t *batch, struct id payer)
{
    batch_want(batch, &table_document, 3, payer);
    batch_want(batch, &table_payment_part, 1, payer);
}

struct open_item *settle_items(batch_t *batch, struct id payer, size_t *ret_count)
{
    size_t part_count;
    void **documents = batch_find(batch, &table_document, 3, payer, ret_count);
    void **parts = batch_find(batch, &table_payment_part, 1, payer, &part_count);
    struct open_item *items = arena_alloc(batch_arena(batch), (*ret_count + 1) * sizeof *items);
    open_items(documents, *ret_count, parts, part_count, items);
    return items;
}

static struct open_item *find_item(const struct settling *settling, struct id document)
{
    for (size_t i = 0; i < settling->item_count; i++) {
        if (id_equal(settling->items[i].document->id, document)) {
            return &settling->items[i];
        }
    }
    return NULL;
}

bool settle_as_said(struct settling *settling, struct list parts, struct payment_part *ret_parts)
{
    struct payment_part part;
    int64_t left_cents = settling->amount_cents;
    for (size_t i = 0; payment_part_next(&parts, &part); i++) {
        struct open_item *item = find_item(settling, part.document);
        if (!item || !view_equal(item->document->currency, settling->currency) ||
            part.amount_cents <= 0 || part.amount_cents > item->open_cents ||
            part.amount_cents > left_cents) {
            return false;
        }
        item->open_cents -= part.amount_cents;
        left_cents -= part.amount_cents;
        ret_parts[i] = part;
    }
    return true;
}

static int by_due_day(const void *a, const void *b)
{
    const struct open_item *x = a, *y = b;
    if (x->document->due_on != y->document->due_on) {
        return x->document->due_on < y->document->due_on ? -1 : 1;
    }
    return id_compare(x->document->id, y->document->id);
}

size_t settle_oldest(struct settling *settling, struct payment_part ret_parts[PART_MAX])
{
    struct open_item *items = settling->items;
    if (settling->item_count > 0) {
        qsort(items, settling->item_count, sizeof *items, by_due_day);
    }
    size_t count = 0;
    int64_t left_cents = settling->amount_cents;
    for (size_t i = 0; i < settling->item_count && left_cents > 0 && count < PART_MAX; i++) {
        struct open_item *item = &items[i];
        if (item->open_cents <= 0 || !view_equal(item->document->currency, settling->currency)) {
            continue;
        }
        int64_t part_cents = item->open_cents < left_cents ? item->open_cents : left_cents;
        ret_parts[count++] = (struct payment_part){item->document->id, part_cents, 0};
        item->open_cents -= part_cents;
        left_cents -= part_cents;
    }
    return count;
}
