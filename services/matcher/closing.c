/* SPDX-License-Identifier: MPL-2.0 */
/* The last states of an assignment. */
#include "closing.h"

#include <assert.h>

#include "runtime/emit.h"

int closing_find(batch_t *batch, const struct call *call, const struct closing *closing,
                 struct assignment_row **ret_assignment)
{
    struct assignment_row *assignment =
        offer_of_need(batch, store_plan_id(closing->request), closing->need);
    if (!assignment) {
        return refuse(batch, E_NOT_FOUND, "data.need", "a need of the request that somebody has");
    }
    if (!may_act_for(call, assignment->organisation)) {
        return refuse(batch, E_SCOPE, "data.request",
                      "a request of an organisation the key may act for");
    }
    *ret_assignment = assignment;
    return state_check(batch, call,
                       state_find(&state_assignment, (int)assignment->state, (int)closing->trigger),
                       "data.need", closing->expected);
}

void closing_close(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment, enum assignment_trigger trigger)
{
    timer_cancel(batch, TIMER_NEED_CLOSE, assignment->id);
    offer_move(batch, call, assignment, trigger);
    offer_hold(self, batch, call, assignment, false);
    const struct matcher_need_closed event = {
        .request = assignment->request,
        .need = assignment->need,
        .assignment = assignment->id,
        .professional = assignment->professional,
        .by = call->client ? call->envelope->actor.kind : ACTOR_SYSTEM,
        .organisation = assignment->organisation,
    };
    emit_matcher_need_closed(batch, assignment->id, assignment->request, &event);
}

void closing_timer_want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct timer *timer = call->data;
    batch_want(batch, &table_assignment, 0, timer->key);
}

int closing_by_timer(struct matcher *self, batch_t *batch, const struct call *call,
                     enum assignment_trigger trigger)
{
    const struct timer *timer = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, timer->key);
    assert(assignment);
    if (state_find(&state_assignment, (int)assignment->state, (int)trigger)) {
        closing_close(self, batch, call, assignment, trigger);
    } else {
        batch_count(batch, MATCHER_LATE, 1); /* closed earlier in this batch */
    }
    return OK;
}
