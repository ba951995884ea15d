/* SPDX-License-Identifier: MPL-2.0 */
/* A cost is taken back by a new entry of the opposite amount, which points to it. */
#include "cost.h"
#include "handlers.h"
#include "ledger.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_cost_reverse *data = call->data;
    batch_want(batch, &table_cost, 1, cost_source_key(call->client, data->source_ref));
    batch_want(batch, &table_cost, 0, data->cost);
    batch_want(batch, &table_cost, 2, data->cost);
    ledger_want(batch);
}

static int check(batch_t *batch, const struct call *call, const struct cost_row *cost)
{
    const struct billing_cost_reverse *data = call->data;
    size_t count;
    if (!cost) {
        return refuse(batch, E_NOT_FOUND, "data.cost", "a cost entry");
    }
    batch_find(batch, &table_cost, 2, data->cost, &count);
    if (count > 0 || !id_none(cost->reverses)) {
        return refuse(batch, E_REVERSED, "data.cost", "an entry that stands");
    }
    if (data->day > call->today) {
        return refuse(batch, E_FUTURE, "data.day", "a day until today");
    }
    return OK;
}

/* In the entry's own period; when that is certified it is a late entry of it. */
static int find_period(batch_t *batch, const struct cost_row *cost, struct period_row **ret_period,
                       const struct transition **ret_step)
{
    struct period_row *period = batch_load(batch, &table_period, cost->period);
    enum trigger trigger = period_is_billed(period) ? TRIGGER_LATE_ENTRY : TRIGGER_ENTRY;
    *ret_period = period;
    *ret_step = state_find(&state_period, (int)period->state, (int)trigger);
    return *ret_step ? OK
                     : refuse(batch, period_fault(period, E_PERIOD_CLOSED), "data.cost",
                              "an entry of a period that is not final");
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_cost_reverse *data = call->data;
    size_t count;
    void **same =
        batch_find(batch, &table_cost, 1, cost_source_key(call->client, data->source_ref), &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct cost_row *)same[0])->id);
    }
    const struct cost_row *cost = batch_load(batch, &table_cost, data->cost);
    struct period_row *period = NULL;
    const struct transition *step = NULL;
    int result = check(batch, call, cost);
    if (result == OK) {
        result = find_period(batch, cost, &period, &step);
    }
    if (result != OK) {
        return result;
    }
    struct cost_row row = *cost;
    row.id = batch_id_new(batch);
    row.source_key = cost_source_key(call->client, data->source_ref);
    row.day = data->day ? data->day : cost->day;
    row.amount_cents = -cost->amount_cents;
    row.tax_cents = -cost->tax_cents;
    row.description = data->reason;
    row.reverses = cost->id;
    row.late_for = period->state == PERIOD_CERTIFIED ? period->code : (struct view){0};
    cost_keep(self, batch, period, step, &row);
    return OK;
}

const struct handler handler_cost_reverse = {
    .message = &message_billing_cost_reverse, .want = want, .handle = handle};
