/* SPDX-License-Identifier: MPL-2.0 */
/* Computes who pays what for a period; the answer comes before the result. */
#include "allocate.h"
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_allocate *data = call->data;
    period_want(batch, data->period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_allocate *data = call->data;
    struct period_row *period = NULL;
    char expected[160] = "";
    int result = period_step(batch, call, data->period, TRIGGER_ALLOCATED, &period);
    if (result != OK) {
        return result;
    }
    if (period->state == PERIOD_CERTIFIED && period->entry_rev == period->certified_rev) {
        return refuse(batch, E_STATE, "data.period", "a certified period with late entries");
    }
    int fault = allocate_start(self, batch, period->id, expected);
    if (fault) {
        return refuse(batch, fault, "data.period", expected);
    }
    struct period_view view = period_view_of(period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_allocate = {
    .message = &message_billing_period_allocate, .want = want, .handle = handle};
