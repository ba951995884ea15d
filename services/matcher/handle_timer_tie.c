/* SPDX-License-Identifier: MPL-2.0 */
/* A membership begins today: who is at work for somebody below may have a conflict with somebody above. */
#include <assert.h>

#include "handlers.h"
#include "recheck.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct timer *timer = call->data;
    struct id parent;
    assert(timer->data.size == sizeof parent.bytes);
    memcpy(parent.bytes, timer->data.bytes, sizeof parent.bytes);
    return recheck_below(context, batch, call, parent);
}

const struct handler handler_timer_tie = {.timer = TIMER_TIE, .handle = handle};
