/* SPDX-License-Identifier: MPL-2.0 */
/* The backlog is decided, out of the same capacity: whoever comes first keeps their minutes while those
 * after them are decided. Teams are proposed as for any request; minutes are held by offers only. */
#include <assert.h>

#include "backlog_read.h"
#include "handlers.h"
#include "match.h"

static void apply(struct matcher *self, batch_t *batch, const struct call *call,
                  const struct backlog_item *item)
{
    struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(item->request));
    assert(plan);
    if (plan->state == PLAN_UNMET) {
        match_again(self, batch, call, plan, BASIS_CAPACITY);
        backlog_hold(self, item, 1);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct timer *timer = call->data;
    assert(timer->data.size == 1);
    size_t count;
    struct backlog_item *items = backlog_read(self, batch, call, timer->data.bytes[0], &count);
    struct backlog_report report;
    backlog_decide(self, items, count, (uint64_t)self->settings->solver_steps, &report);
    for (size_t i = 0; i < count; i++) {
        if (items[i].reached && items[i].answer.status == TEAM_STATUS_FOUND) {
            apply(self, batch, call, &items[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        backlog_hold(self, &items[i], -1);
    }
    return OK;
}

const struct handler handler_timer_batch = {.timer = TIMER_BATCH, .handle = handle};
