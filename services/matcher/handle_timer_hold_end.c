/* SPDX-License-Identifier: MPL-2.0 */
/* The planning horizon of work that was accepted before the ends of engagements were known has passed: it
 * holds no minutes any more. */
#include <assert.h>

#include "handlers.h"
#include "matcher.h"
#include "offer.h"

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
    offer_hold(self, batch, call, assignment, false);
    return OK;
}

const struct handler handler_timer_hold_end = {
    .timer = TIMER_HOLD_END, .want = want, .handle = handle};
