/* SPDX-License-Identifier: MPL-2.0 */
/* Work on a need was approved, or taken back: what a need cost so far is known here, for dry runs. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_approved *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_approved *data = call->data;
    struct need_row *need = request_need(batch, data->request, data->need);
    if (!need) {
        return park(batch, "no such need of the request");
    }
    batch_change(batch, &table_need, need);
    need->worked_minutes += data->minutes;
    need->worked_cents += data->amount_cents;
    return OK;
}

const struct handler handler_billing_work_approved = {
    .message = &message_billing_work_approved, .want = want, .handle = handle};
