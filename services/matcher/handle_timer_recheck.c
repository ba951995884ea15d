/* SPDX-License-Identifier: MPL-2.0 */
/* A professional has changed, a licence of theirs has ended or a conflict was found: what they may not or
 * cannot do any more goes back to matching, a few assignments in each transaction. */
#include <assert.h>

#include "absence.h"
#include "handlers.h"
#include "recheck.h"

enum { ASSIGNMENTS_AT_ONCE = 16 };

/* The assignment after which to go on; none at the beginning. */
static struct id after_of(const struct timer *timer)
{
    struct id after = {{0}};
    if (timer->data.size == sizeof after.bytes) {
        memcpy(after.bytes, timer->data.bytes, sizeof after.bytes);
    }
    return after;
}

static void look_at(struct matcher *self, batch_t *batch, const struct call *call, struct id id)
{
    struct assignment_row *assignment = batch_load(batch, &table_assignment, id);
    assert(assignment);
    if (state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_LOSE) &&
        offer_remaining(assignment) > 0 && !recheck_may_go_on(self, batch, call, assignment)) {
        absence_replace(self, batch, call, assignment, ASSIGNMENT_LOSE);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct timer *timer = call->data;
    size_t count;
    void **rows = store_page_busy(batch, timer->key, after_of(timer), ASSIGNMENTS_AT_ONCE, &count);
    struct id ids[ASSIGNMENTS_AT_ONCE];
    for (size_t i = 0; i < count; i++) {
        ids[i] = ((const struct assignment_row *)rows[i])->id;
    }
    for (size_t i = 0; i < count; i++) {
        look_at(self, batch, call, ids[i]);
    }
    if (count == ASSIGNMENTS_AT_ONCE) {
        struct view after = {ids[count - 1].bytes, sizeof ids[count - 1].bytes};
        timer_set(batch, TIMER_RECHECK, timer->key, call->now_us,
                  arena_copy(batch_arena(batch), after));
    } else {
        recheck_at_licence_end(self, batch, call, timer->key);
    }
    return OK;
}

const struct handler handler_timer_recheck = {.timer = TIMER_RECHECK, .handle = handle};
