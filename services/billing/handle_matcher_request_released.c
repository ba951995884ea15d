/* SPDX-License-Identifier: MPL-2.0 */
/* A request is withdrawn: its quote is cancelled, its engagement closed; what was logged stays to be billed. */
#include "close_engagement.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_request_released *data = call->data;
    batch_want(batch, &table_engagement, 1, data->request);
    batch_want(batch, &table_quote, 1, data->plan);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_request_released *data = call->data;
    size_t quotes, engagements;
    void **rows = batch_find(batch, &table_quote, 1, data->plan, &quotes);
    for (size_t i = 0; i < quotes; i++) {
        store_move_quote(batch, rows[i], TRIGGER_REQUEST_RELEASED);
    }
    timer_cancel(batch, "quote", data->plan);
    rows = batch_find(batch, &table_engagement, 1, data->request, &engagements);
    for (size_t i = 0; i < engagements; i++) {
        close_engagement(batch, rows[i]);
    }
    return OK;
}

const struct handler handler_matcher_request_released = {
    .message = &message_matcher_request_released, .want = want, .handle = handle};
