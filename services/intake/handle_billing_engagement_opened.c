/* SPDX-License-Identifier: MPL-2.0 */
/* Everyone has accepted: the work on a request begins. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_opened *data = call->data;
    request_want(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_engagement_opened *data = call->data;
    return request_move(context, batch, call, data->request, TRIGGER_ENGAGEMENT_OPENED);
}

const struct handler handler_billing_engagement_opened = {
    .message = &message_billing_engagement_opened, .want = want, .handle = handle};
