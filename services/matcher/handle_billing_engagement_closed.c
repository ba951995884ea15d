/* SPDX-License-Identifier: MPL-2.0 */
/* An engagement has ended: it holds nobody's minutes any more. Needs that nobody said were done are closed by
 * a timer, for what billing tells may not lead to what billing listens to. */
#include "handlers.h"
#include "offer.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_closed *data = call->data;
    offer_want(batch, store_plan_id(data->request));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct billing_engagement_closed *data = call->data;
    struct list needs = data->needs;
    for (struct id need; list_next_id(&needs, &need);) {
        struct assignment_row *assignment =
            offer_of_need(batch, store_plan_id(data->request), need);
        if (assignment &&
            state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_ENGAGEMENT_END)) {
            offer_hold(self, batch, call, assignment, false);
            offer_set_timer(batch, TIMER_ENGAGEMENT_END, assignment, call->now_us);
        }
    }
    return OK;
}

const struct handler handler_billing_engagement_closed = {
    .message = &message_billing_engagement_closed, .want = want, .handle = handle};
