/* SPDX-License-Identifier: MPL-2.0 */
/* An open period is closed softly. */
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_close *data = call->data;
    period_want(batch, data->period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_close *data = call->data;
    struct period_row *period = NULL;
    int result = period_step(batch, call, data->period, TRIGGER_CLOSE_PERIOD, &period);
    if (result != OK) {
        return result;
    }
    if (period->last_day > call->today) {
        return refuse(batch, E_FUTURE, "data.period", "a period whose last day has come");
    }
    period_change(batch, period);
    period->state = state_find(&state_period, (int)period->state, TRIGGER_CLOSE_PERIOD)->to;
    period_keep(self, period);
    struct period_view view = period_view_of(period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_close = {
    .message = &message_billing_period_close, .want = want, .handle = handle};
