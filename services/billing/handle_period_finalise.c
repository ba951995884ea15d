/* SPDX-License-Identifier: MPL-2.0 */
/* A certified period takes no late entries any more. */
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_finalise *data = call->data;
    period_want(batch, data->period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_finalise *data = call->data;
    struct period_row *period = NULL;
    int result = period_step(batch, call, data->period, TRIGGER_FINALISE, &period);
    if (result != OK) {
        return result;
    }
    if (period->entry_rev != period->certified_rev) {
        return refuse(batch, E_STALE, "data.period", "a period without entries that wait");
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
