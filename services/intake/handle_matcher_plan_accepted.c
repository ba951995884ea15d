/* SPDX-License-Identifier: MPL-2.0 */
/* The plan of a request is accepted, with its price. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    request_want(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    return request_move(batch, data->request, TRIGGER_PLAN_ACCEPTED);
}

const struct handler handler_matcher_plan_accepted = {
    .message = &message_matcher_plan_accepted, .want = want, .handle = handle};
