/* SPDX-License-Identifier: MPL-2.0 */
/* Work on a need can begin: the request is in progress. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_started *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_need_started *data = call->data;
    int result = request_move(context, batch, call, data->request, TRIGGER_NEED_STARTED);
    return result == OK ? request_news(batch, data->request, data->need.need, NEED_TRIGGER_STARTED)
                        : result;
}

const struct handler handler_matcher_need_started = {
    .message = &message_matcher_need_started, .want = want, .handle = handle};
