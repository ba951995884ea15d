/* SPDX-License-Identifier: MPL-2.0 */
/* A membership begins today, or ended yesterday: who is below may be served now, or no longer. */
#include <assert.h>

#include "handlers.h"
#include "intake.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct timer *timer = call->data;
    const struct link *membership = graph_find_link(self->graph, timer->key);
    if (membership) {
        standing_want(batch, membership->child->row->id);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct timer *timer = call->data;
    const struct link *membership = graph_find_link(self->graph, timer->key);
    assert(membership);
    standing_touch(self, batch, call, membership->child);
    standing_watch(batch, call, membership, false);
    return OK;
}

const struct handler handler_timer_boundary = {
    .timer = TIMER_BOUNDARY, .want = want, .handle = handle};
