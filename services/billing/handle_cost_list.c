/* SPDX-License-Identifier: MPL-2.0 */
/* The cost entries of a period, page by page. */
#include "cost.h"
#include "handlers.h"

enum { COSTS_PAGE = 100 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_cost_list *data = call->data;
    period_want(batch, data->period);
}

static struct id find_reversal(void **items, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        const struct cost_item_row *item = items[i];
        if (id_equal(item->id, id)) {
            return item->reversed_by;
        }
    }
    return (struct id){{0}};
}

static struct cost_view view_of_cost(const struct cost_row *cost, const struct period_row *period)
{
    return (struct cost_view){
        .id = cost->id,
        .period = period->code,
        .day = cost->day,
        .amount_cents = cost->amount_cents,
        .recoverable_tax_cents = cost->tax_cents,
        .account = cost->account,
        .target = (int)cost->target,
        .target_id = cost->target_id,
        .unallowable = cost->unallowable,
        .funder = cost->funder,
        .description = cost->description,
        .reverses = cost->reverses,
        .late_for = cost->late_for,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_cost_list *data = call->data;
    arena_t *arena = batch_arena(batch);
    const struct period_row *period = period_load(batch, data->period);
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    int64_t limit = data->limit ? data->limit : COSTS_PAGE, one_more = limit + 1;
    const void *values[] = {&period->id, &data->after, &one_more};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]), param_of(COLUMN_ID, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    size_t count, reversal_count;
    void **rows =
        batch_select(batch, &table_cost, "list_costs_after", (struct params){params, 3}, &count);
    void **reversals = batch_select(batch, &table_cost_item, "list_cost_reversals",
                                    (struct params){params, 1}, &reversal_count);
    size_t shown = count < (size_t)limit ? count : (size_t)limit;
    struct cost_view *views = arena_alloc(arena, (shown + 1) * sizeof *views);
    for (size_t i = 0; i < shown; i++) {
        views[i] = view_of_cost(rows[i], period);
        views[i].reversed_by = find_reversal(reversals, reversal_count, views[i].id);
    }
    batch_reply(
        batch, &(struct cost_page){.costs = cost_view_list(views, shown, arena),
                                   .next = shown < count ? views[shown - 1].id : (struct id){{0}}});
    return OK;
}

const struct handler handler_cost_list = {
    .message = &message_billing_cost_list, .want = want, .handle = handle};
