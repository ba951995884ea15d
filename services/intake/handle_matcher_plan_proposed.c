/* SPDX-License-Identifier: MPL-2.0 */
/* A team is proposed for a request. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_proposed *data = call->data;
    request_want(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_plan_proposed *data = call->data;
    return request_move(context, batch, call, data->request, TRIGGER_PLAN_PROPOSED);
}

const struct handler handler_matcher_plan_proposed = {
    .message = &message_matcher_plan_proposed, .want = want, .handle = handle};
