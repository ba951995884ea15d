/* SPDX-License-Identifier: MPL-2.0 */
/* Unmet plans are tried again, a few in each transaction: those that can be met now become a new version.
 * The others are left as they are, without a word, until the next time or the next day. */
#include <assert.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"

enum { PLANS_AT_ONCE = 8 };

static const int64_t day_us = 24 * 60 * 60000000LL;

static void try_plan(struct matcher *self, batch_t *batch, const struct call *call, struct id id)
{
    struct plan_row *plan = batch_load(batch, &table_plan, id);
    assert(plan);
    if (plan->state == PLAN_UNMET && match_could_be_met(self, batch, call, plan)) {
        match_again(self, batch, call, plan, BASIS_CAPACITY);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct timer *timer = call->data;
    size_t count;
    void **rows = store_page_unmet(batch, timer->key, PLANS_AT_ONCE, &count);
    struct id ids[PLANS_AT_ONCE];
    for (size_t i = 0; i < count; i++) {
        ids[i] = ((const struct plan_row *)rows[i])->id;
    }
    for (size_t i = 0; i < count; i++) {
        try_plan(self, batch, call, ids[i]);
    }
    if (count == PLANS_AT_ONCE) {
        timer_set(batch, TIMER_UNMET, ids[count - 1], call->now_us, (struct view){0});
    } else if (count > 0 || !id_none(timer->key)) {
        timer_set(batch, TIMER_UNMET, (struct id){{0}}, call->now_us + day_us, (struct view){0});
    }
    return OK;
}

const struct handler handler_timer_unmet = {.timer = TIMER_UNMET, .handle = handle};
