/* SPDX-License-Identifier: MPL-2.0 */
/* A request by an eligible organisation: the best team for all its needs is found and proposed. */
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
    struct id id = store_plan_id(data->id);
    if (batch_load(batch, &table_plan, id)) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    arena_t *arena = batch_arena(batch);
    struct plan_row plan = {
        .id = id,
        .request = data->id,
        .version = 1,
        .basis = BASIS_REQUEST,
        .organisation = data->organisation,
        .contact = data->contact,
        .path = list_bytes(data->path, arena),
        .adverse = list_bytes(data->adverse, arena),
        .region = data->region,
        .language = data->language,
        .urgency = data->urgency,
        .deadline = data->deadline,
        .needs = list_bytes(data->needs, arena),
    };
    match_request(self, batch, call, &plan);
    return OK;
}

const struct handler handler_intake_request_received = {
    .message = &message_intake_request_received, .want = want, .handle = handle};
