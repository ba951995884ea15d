/* SPDX-License-Identifier: MPL-2.0 */
/* Nobody is asked or held for a withdrawn request any more: it is withdrawn for good, or goes on in another. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_request_released *data = call->data;
    request_want_with_needs(batch, data->request);
    batch_want(batch, &table_merging, 0, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_request_released *data = call->data;
    struct request_row *row = batch_load(batch, &table_request, data->request);
    bool withdrawing = row && row->state == REQUEST_WITHDRAWING;
    bool merged = batch_load(batch, &table_merging, data->request) != NULL;
    int result = request_move(context, batch, call, data->request,
                              merged ? TRIGGER_RELEASED_MERGED : TRIGGER_RELEASED);
    if (result == OK && withdrawing && !merged) {
        request_tell_withdrawn(batch, row);
    }
    return result;
}

const struct handler handler_matcher_request_released = {
    .message = &message_matcher_request_released, .want = want, .handle = handle};
