/* SPDX-License-Identifier: MPL-2.0 */
/* The contact does not agree that a need is done: it goes on. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_disputed *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_disputed *data = call->data;
    return request_news(batch, data->request, data->need, NEED_TRIGGER_DISPUTED);
}

const struct handler handler_matcher_need_disputed = {
    .message = &message_matcher_need_disputed, .want = want, .handle = handle};
