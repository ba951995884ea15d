/* SPDX-License-Identifier: MPL-2.0 */
/* Many work logs in one message: each is taken or refused for itself, in their order. */
#include <stdio.h>

#include "enter_work.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_batch *data = call->data;
    struct list items = data->items;
    struct billing_work_log item;
    while (billing_work_log_next(&items, &item)) {
        enter_work_want(batch, call, &item);
    }
}

static struct work_result enter(struct billing *self, batch_t *batch, const struct call *call,
                                const struct billing_work_log *item, size_t place)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "data.items[%zu].", place);
    struct work_entry entry = {.prefix = prefix};
    if (enter_work_check(self, batch, call, item, &entry)) {
        const struct refusal *refusal = &entry.refusal;
        return (struct work_result){
            .source_ref = item->source_ref,
            .id = refusal->code == E_DUPLICATE ? entry.log.id : (struct id){{0}},
            .code = refusal->code,
            .path = arena_copy(batch_arena(batch), view_of(refusal->path)),
            .expected = arena_copy(batch_arena(batch), view_of(refusal->expected)),
        };
    }
    work_keep(self, batch, entry.engagement, &entry.log);
    return (struct work_result){
        .source_ref = item->source_ref, .id = entry.log.id, .amount_cents = entry.log.amount_cents};
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_work_batch *data = call->data;
    arena_t *arena = batch_arena(batch);
    struct work_result *results = arena_alloc(arena, data->items.count * sizeof *results);
    struct list items = data->items;
    struct billing_work_log item;
    size_t count = 0;
    int64_t logged = 0;
    while (billing_work_log_next(&items, &item)) {
        results[count] = enter(context, batch, call, &item, count);
        logged += results[count++].code == 0;
    }
    batch_reply(batch, &(struct work_results){.results = work_result_list(results, count, arena),
                                              .logged = logged});
    return OK;
}

const struct handler handler_work_batch = {
    .message = &message_billing_work_batch, .want = want, .handle = handle};
