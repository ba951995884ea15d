/* SPDX-License-Identifier: MPL-2.0 */
/* The contact did not choose in time between waiting for an absent professional and replacing them: a
 * setting does. */
#include <assert.h>

#include "absence.h"
#include "handlers.h"

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
    assert(assignment);
    if (!state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_REPLACE)) {
        batch_count(batch, MATCHER_LATE, 1); /* chosen earlier in this batch */
        return OK;
    }
    if (self->settings->absence_replaces && offer_remaining(assignment) > 0) {
        absence_replace(self, batch, call, assignment, ASSIGNMENT_REPLACE);
    } else {
        absence_await(self, batch, call, assignment);
    }
    return OK;
}

const struct handler handler_timer_absence = {
    .timer = TIMER_ABSENCE, .want = want, .handle = handle};
