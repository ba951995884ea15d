/* SPDX-License-Identifier: MPL-2.0 */
/* Documents of a payer, and how far each is paid. */
#include "billing.h"
#include "handlers.h"
#include "open_items.h"

enum { PAGE_SIZE = 100 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_list *data = call->data;
    batch_want(batch, &table_document, 3, data->payer);
    batch_want(batch, &table_payment_part, 1, data->payer);
}

static bool is_wanted(const struct billing_document_list *data, const struct open_item *item,
                      int32_t today)
{
    if (data->overdue && open_item_state(item, today) != DOCUMENT_OVERDUE) {
        return false;
    }
    return (!data->open || item->open_cents != 0) &&
           id_compare(item->document->id, data->after) > 0;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_list *data = call->data;
    arena_t *arena = batch_arena(batch);
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    size_t count, part_count, shown = 0;
    void **documents = batch_find(batch, &table_document, 3, data->payer, &count);
    void **parts = batch_find(batch, &table_payment_part, 1, data->payer, &part_count);
    struct open_item *items = arena_alloc(arena, (count + 1) * sizeof *items);
    open_items(documents, count, parts, part_count, items);
    size_t limit = data->limit > 0 ? (size_t)data->limit : PAGE_SIZE;
    struct document_entry *entries = arena_alloc(arena, limit * sizeof *entries);
    bool more = false;
    for (size_t i = 0; i < count && !more; i++) {
        if (is_wanted(data, &items[i], call->today)) {
            more = shown == limit;
            if (!more) {
                entries[shown++] = open_item_entry(&items[i], call->today);
            }
        }
    }
    batch_reply(batch, &(struct document_page){
                           .documents = document_entry_list(entries, shown, arena), .more = more});
    return OK;
}

const struct handler handler_document_list = {
    .message = &message_billing_document_list, .want = want, .handle = handle};
