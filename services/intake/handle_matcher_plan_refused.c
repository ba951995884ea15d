/* SPDX-License-Identifier: MPL-2.0 */
/* The contact refused the plan of a request. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_refused *data = call->data;
    request_want(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_plan_refused *data = call->data;
    return request_move(context, batch, call, data->request, TRIGGER_PLAN_REFUSED);
}

const struct handler handler_matcher_plan_refused = {
    .message = &message_matcher_plan_refused, .want = want, .handle = handle};
