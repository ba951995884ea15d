/* SPDX-License-Identifier: MPL-2.0 */
/* The plan of a request is accepted, with its price: what was only suggested becomes a need, and what the
 * contact left out is refused. */
#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    request_want_with_needs(batch, data->request);
}

static bool names(struct list ids, struct id need)
{
    for (struct id id; list_next_id(&ids, &id);) {
        if (id_equal(id, need)) {
            return true;
        }
    }
    return false;
}

static bool leaves_out(struct list refused, struct id need)
{
    for (struct refused_need one; refused_need_next(&refused, &one);) {
        if (id_equal(one.need, need)) {
            return true;
        }
    }
    return false;
}

/* What the acceptance means for a need that has not begun. */
static void decide(batch_t *batch, const struct matcher_plan_accepted *data, struct need_row *need)
{
    if (need->state != NEED_SUGGESTED && need->state != NEED_CONFIRMED) {
        return;
    }
    if (leaves_out(data->refused, need->id)) {
        (void)request_move_need(batch, need, NEED_TRIGGER_REFUSED);
    } else if (need->state == NEED_SUGGESTED && names(data->needs, need->id)) {
        (void)request_move_need(batch, need, NEED_TRIGGER_ACCEPTED);
    }
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
        decide(batch, data, request.needs[i]);
    }
    return OK;
}

const struct handler handler_matcher_plan_accepted = {
    .message = &message_matcher_plan_accepted, .want = want, .handle = handle};
