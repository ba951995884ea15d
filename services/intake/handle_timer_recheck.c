/* SPDX-License-Identifier: MPL-2.0 */
/* The next portion of the organisations below one that changed. */
#include <assert.h>

#include "handlers.h"
#include "intake.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct timer *timer = call->data;
    standing_want_portion(context, batch, timer->key);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct timer *timer = call->data;
    struct node *top = graph_find(self->graph, timer->key);
    assert(top);
    if (!standing_portion(self, batch, call, top)) {
        timer_set(batch, TIMER_RECHECK, timer->key, call->now_us, (struct view){0});
    }
    return OK;
}

const struct handler handler_timer_recheck = {
    .timer = TIMER_RECHECK, .want = want, .handle = handle};
