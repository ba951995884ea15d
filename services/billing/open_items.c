/* SPDX-License-Identifier: MPL-2.0 */
/* What is open. */
#include "open_items.h"

/* Items are in the order of ids. */
static struct open_item *find_item(struct open_item *items, size_t count, struct id id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = id_compare(items[middle].document->id, id);
        if (order == 0) {
            return &items[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

void open_items(void *const *documents, size_t count, void *const *parts, size_t part_count,
                struct open_item *ret_items)
{
    for (size_t i = 0; i < count; i++) {
        ret_items[i] = (struct open_item){.document = documents[i]};
        ret_items[i].open_cents = ret_items[i].document->total_cents;
    }
    for (size_t i = 0; i < count; i++) {
        const struct document_row *note = ret_items[i].document;
        struct open_item *original =
            id_none(note->original) ? NULL : find_item(ret_items, count, note->original);
        if (original) {
            original->noted_cents += note->total_cents;
            original->open_cents += note->total_cents;
            ret_items[i].open_cents = 0;
        }
    }
    for (size_t i = 0; i < part_count; i++) {
        const struct payment_part_row *part = parts[i];
        struct open_item *item = find_item(ret_items, count, part->document);
        if (item) {
            item->paid_cents += part->amount_cents;
            item->refunded_cents -=
                id_equal(part->payment, part->document) ? 0 : part->amount_cents;
            item->open_cents -= part->amount_cents;
        }
    }
}

int open_item_state(const struct open_item *item, int32_t today)
{
    const struct document_row *document = item->document;
    if (item->open_cents == 0 && document->total_cents < 0) {
        return item->refunded_cents > 0 ? DOCUMENT_REFUNDED : DOCUMENT_APPLIED;
    }
    if (item->open_cents == 0) {
        return item->noted_cents != 0 && item->noted_cents == -document->total_cents
                   ? DOCUMENT_CREDITED
                   : DOCUMENT_PAID;
    }
    if (item->open_cents > 0 && document->due_on < today) {
        return DOCUMENT_OVERDUE;
    }
    return item->paid_cents != 0 || item->noted_cents != 0 ? DOCUMENT_PART_PAID : DOCUMENT_ISSUED;
}

struct document_entry open_item_entry(const struct open_item *item, int32_t today)
{
    const struct document_row *document = item->document;
    return (struct document_entry){
        .id = document->id,
        .kind = (int)document->kind,
        .number = document->number,
        .state = open_item_state(item, today),
        .issued_on = document->issued_on,
        .due_on = document->due_on,
        .currency = document->currency,
        .total_cents = document->total_cents,
        .open_cents = item->open_cents,
        .original = document->original,
    };
}
