/* SPDX-License-Identifier: MPL-2.0 */
/* A request by an eligible organisation: the best team for all its needs is found and proposed, unless an
 * adviser confirms it first. */
#include "handlers.h"
#include "match.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_received *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->id));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct intake_request_received *data = call->data;
    if (data->waits) {
        return OK;
    }
    if (batch_load(batch, &table_plan, store_plan_id(data->id))) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    const struct request_told told = {
        .id = data->id,
        .organisation = data->organisation,
        .contact = data->contact,
        .path = data->path,
        .adverse = data->adverse,
        .needs = data->needs,
        .region = data->region,
        .language = data->language,
        .urgency = data->urgency,
        .deadline = data->deadline,
        .class = data->class,
    };
    match_request(self, batch, call, &told);
    return OK;
}

const struct handler handler_intake_request_received = {
    .message = &message_intake_request_received, .want = want, .handle = handle};
