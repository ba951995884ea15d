/* SPDX-License-Identifier: MPL-2.0 */
/* A certified period takes no late entries any more. */
#include <stdio.h>

#include "handlers.h"
#include "period.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_finalise *data = call->data;
    period_want(batch, data->period);
}

/* An engagement whose work waits for somebody, or NULL: in a final period it could not be approved any more. */
static const struct work_sum_row *find_waiting(batch_t *batch, const struct period_row *period)
{
    const void *values[] = {&period->first_day, &period->last_day};
    const struct param params[] = {param_of(COLUMN_DATE, &values[0]),
                                   param_of(COLUMN_DATE, &values[1])};
    size_t count;
    void **rows = batch_select(batch, &table_work_sum, "list_waiting_work",
                               (struct params){params, 2}, &count);
    return count > 0 ? rows[0] : NULL;
}

static int check(batch_t *batch, const struct period_row *period)
{
    if (period->entry_rev != period->certified_rev) {
        return refuse(batch, E_STALE, "data.period", "a period without entries that wait");
    }
    const struct work_sum_row *waiting = find_waiting(batch, period);
    if (waiting) {
        char id[ID_TEXT_SIZE], expected[80];
        snprintf(expected, sizeof expected, "no work of engagement %s that waits",
                 id_print(waiting->engagement, id));
        return refuse(batch, E_WORK_WAITS, "data.period", expected);
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_finalise *data = call->data;
    struct period_row *period = NULL;
    int result = period_step(batch, call, data->period, TRIGGER_FINALISE, &period);
    if (result == OK) {
        result = check(batch, period);
    }
    if (result != OK) {
        return result;
    }
    period_change(batch, period);
    period->state = state_find(&state_period, (int)period->state, TRIGGER_FINALISE)->to;
    period_keep(self, period);
    struct period_view view = period_view_of(period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_finalise = {
    .message = &message_billing_period_finalise, .want = want, .handle = handle};
