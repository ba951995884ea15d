/* SPDX-License-Identifier: MPL-2.0 */
/* A period as it stands. */
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_get *data = call->data;
    period_want(batch, data->period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_get *data = call->data;
    const struct period_row *period = period_load(batch, data->period);
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    struct period_view view = period_view_of(period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_get = {
    .message = &message_billing_period_get, .want = want, .handle = handle};
