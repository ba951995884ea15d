/* SPDX-License-Identifier: MPL-2.0 */
/* A professional says that a need is done. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_finished *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_finished *data = call->data;
    return request_news(batch, data->request, data->need, NEED_TRIGGER_FINISHED);
}

const struct handler handler_matcher_need_finished = {
    .message = &message_matcher_need_finished, .want = want, .handle = handle};
