/* SPDX-License-Identifier: MPL-2.0 */
/* Nobody disputed in time that a need is done: it is closed. */
#include <assert.h>

#include "closing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct timer *timer = call->data;
    batch_want(batch, &table_assignment, 0, timer->key);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct timer *timer = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, timer->key);
    assert(assignment);
    if (state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_SILENCE)) {
        closing_close(self, batch, call, assignment, ASSIGNMENT_SILENCE);
    } else {
        batch_count(batch, MATCHER_LATE, 1); /* answered earlier in this batch */
    }
    return OK;
}

const struct handler handler_timer_need_close = {
    .timer = TIMER_NEED_CLOSE, .want = want, .handle = handle};
