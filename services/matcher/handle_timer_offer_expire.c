/* SPDX-License-Identifier: MPL-2.0 */
/* An offer was not answered in time: the need is matched again without that professional. */
#include <assert.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct timer *timer = call->data;
    batch_want(batch, &table_assignment, 0, timer->key);
    batch_want(batch, &table_plan, 0, offer_plan_of_timer(timer));
    offer_want(batch, offer_plan_of_timer(timer));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct timer *timer = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, timer->key);
    struct plan_row *plan = batch_load(batch, &table_plan, offer_plan_of_timer(timer));
    assert(assignment && plan);
    if (!state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_TIME_OUT)) {
        batch_count(batch, MATCHER_LATE, 1); /* answered earlier in this batch */
        return OK;
    }
    offer_end(self, batch, call, assignment, (struct ending){.trigger = ASSIGNMENT_TIME_OUT});
    match_exclude(batch, plan, assignment->need, assignment->professional);
    match_again(self, batch, call, plan, BASIS_EXPIRED);
    return OK;
}

const struct handler handler_timer_offer_expire = {
    .timer = TIMER_OFFER_EXPIRE, .want = want, .handle = handle};
