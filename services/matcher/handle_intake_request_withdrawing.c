/* SPDX-License-Identifier: MPL-2.0 */
/* A request is taken back. Whatever was decided on it before this event stands in the plan; whatever comes
 * later finds the plan withdrawn. What people have done already stays. */
#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_withdrawing *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->id));
    offer_want(batch, store_plan_id(data->id));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct intake_request_withdrawing *data = call->data;
    struct matcher_request_released event = {
        .request = data->id,
        .organisation = data->organisation,
        .contact = data->contact,
    };
    struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(data->id));
    if (plan) {
        const struct transition *transition =
            state_find(&state_plan, (int)plan->state, PLAN_REQUEST_GONE);
        if (!transition || transition->late) {
            batch_count(batch, MATCHER_LATE, 1);
            return OK;
        }
        event.plan = plan->id;
        event.version = plan->version;
        event.was = (int)plan->state;
        batch_change(batch, &table_plan, plan);
        match_move(plan, PLAN_REQUEST_GONE);
        event.released = offer_withdraw_all(self, batch, call, plan->id);
    }
    emit_matcher_request_released(batch, event.request, event.request, &event);
    return OK;
}

const struct handler handler_intake_request_withdrawing = {
    .message = &message_intake_request_withdrawing, .want = want, .handle = handle};
