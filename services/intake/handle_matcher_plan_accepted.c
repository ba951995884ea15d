/* SPDX-License-Identifier: MPL-2.0 */
/* The plan of a request is accepted, with its price: what was only suggested becomes a need. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_plan_accepted *data = call->data;
    int result = request_move(context, batch, call, data->request, TRIGGER_PLAN_ACCEPTED);
    struct request_row *row = batch_load(batch, &table_request, data->request);
    if (result != OK || !row) {
        return result;
    }
    struct request request = request_of(batch, row);
    for (size_t i = 0; i < request.need_count; i++) {
        if (request.needs[i]->state == NEED_SUGGESTED) {
            (void)request_move_need(batch, request.needs[i], NEED_TRIGGER_ACCEPTED);
        }
    }
    return OK;
}

const struct handler handler_matcher_plan_accepted = {
    .message = &message_matcher_plan_accepted, .want = want, .handle = handle};
