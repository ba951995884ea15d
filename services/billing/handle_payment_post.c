/* SPDX-License-Identifier: MPL-2.0 */
/* A payer paid: its documents are paid as it says, or the oldest first; what is left is its credit. */
#include <stdlib.h>

#include "handlers.h"
#include "ledger.h"
#include "open_items.h"
#include "pay.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_payment_post *data = call->data;
    batch_want(batch, &table_payment, 1,
               store_source_key("payment", call->client, data->source_ref));
    batch_want(batch, &table_document, 3, data->payer);
    batch_want(batch, &table_payment_part, 1, data->payer);
    ledger_want(batch);
}

static struct open_item *load_items(batch_t *batch, struct id payer, size_t *ret_count)
{
    size_t part_count;
    void **documents = batch_find(batch, &table_document, 3, payer, ret_count);
    void **parts = batch_find(batch, &table_payment_part, 1, payer, &part_count);
    struct open_item *items = arena_alloc(batch_arena(batch), (*ret_count + 1) * sizeof *items);
    open_items(documents, *ret_count, parts, part_count, items);
    return items;
}

static struct open_item *find_item(struct open_item *items, size_t count, struct id document)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(items[i].document->id, document)) {
            return &items[i];
        }
    }
    return NULL;
}

/* The parts as the payer says: each within what is open, all within the payment. */
static int take_parts(batch_t *batch, const struct billing_payment_post *data,
                      struct open_item *items, size_t item_count, struct payment_part *ret_parts)
{
    struct list parts = data->parts;
    struct payment_part part;
    int64_t left_cents = data->amount_cents;
    for (size_t i = 0; payment_part_next(&parts, &part); i++) {
        struct open_item *item = find_item(items, item_count, part.document);
        bool fits = item && view_equal(item->document->currency, data->currency) &&
                    part.amount_cents > 0 && part.amount_cents <= item->open_cents &&
                    part.amount_cents <= left_cents;
        if (!fits) {
            return refuse(batch, E_PAYMENT, "data.parts",
                          "open documents of this payer and currency, not above what is open");
        }
        item->open_cents -= part.amount_cents;
        left_cents -= part.amount_cents;
        ret_parts[i] = part;
    }
    return OK;
}

static int by_due_day(const void *a, const void *b)
{
    const struct open_item *x = a, *y = b;
    if (x->document->due_on != y->document->due_on) {
        return x->document->due_on < y->document->due_on ? -1 : 1;
    }
    return id_compare(x->document->id, y->document->id);
}

/* The oldest first. */
static size_t make_parts(const struct billing_payment_post *data, struct open_item *items,
                         size_t item_count, struct payment_part *ret_parts)
{
    if (item_count > 0) {
        qsort(items, item_count, sizeof *items, by_due_day);
    }
    size_t count = 0;
    int64_t left_cents = data->amount_cents;
    for (size_t i = 0; i < item_count && left_cents > 0 && count < PART_MAX; i++) {
        if (items[i].open_cents <= 0 || !view_equal(items[i].document->currency, data->currency)) {
            continue;
        }
        int64_t part_cents = items[i].open_cents < left_cents ? items[i].open_cents : left_cents;
        ret_parts[count++] = (struct payment_part){items[i].document->id, part_cents, 0};
        left_cents -= part_cents;
    }
    return count;
}

static int check(const struct billing *self, batch_t *batch, const struct call *call)
{
    const struct billing_payment_post *data = call->data;
    if (!directory_find(self->organisations, data->payer)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.payer", "a payer known here");
    }
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    return data->day > call->today ? refuse(batch, E_DATES, "data.day", "a day until today") : OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_payment_post *data = call->data;
    struct id source_key = store_source_key("payment", call->client, data->source_ref);
    size_t count, item_count;
    void **same = batch_find(batch, &table_payment, 1, source_key, &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct payment_row *)same[0])->id);
    }
    int result = check(context, batch, call);
    if (result != OK) {
        return result;
    }
    struct open_item *items = load_items(batch, data->payer, &item_count);
    struct payment_part parts[PART_MAX];
    count = data->parts.count;
    if (count > 0) {
        result = take_parts(batch, data, items, item_count, parts);
    } else {
        count = make_parts(data, items, item_count, parts);
    }
    if (result != OK) {
        return result;
    }
    struct payment_row row = {
        .id = batch_id_new(batch),
        .source_key = source_key,
        .payer = data->payer,
        .day = data->day,
        .amount_cents = data->amount_cents,
        .currency = data->currency,
        .method = data->method,
        .reference = data->reference,
    };
    pay_keep(batch, &row, parts, count);
    return OK;
}

const struct handler handler_payment_post = {
    .message = &message_billing_payment_post, .want = want, .handle = handle};
