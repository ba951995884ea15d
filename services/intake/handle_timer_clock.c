/* SPDX-License-Identifier: MPL-2.0 */
/* The working time that a state may take should be used up. The calendar may have changed since the timer
 * was set, so it is counted again. */
#include "desk.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct timer *timer = call->data;
    batch_want(batch, &table_desk, 0, timer->key);
    batch_want(batch, &table_request, 0, timer->key);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct timer *timer = call->data;
    struct desk_row *desk = batch_load(batch, &table_desk, timer->key);
    const struct request_row *row = batch_load(batch, &table_request, timer->key);
    if (!desk || !row || desk->running_since_us == 0 || desk->breached_at_us != 0 ||
        !desk_time_is_up(context, batch, desk, call->now_us)) {
        return OK;
    }
    batch_change(batch, &table_desk, desk);
    desk->breached_at_us = call->now_us;
    const struct intake_clock_breached event = {
        .id = row->id,
        .organisation = row->organisation,
        .state = (int)desk->clock,
        .urgency = (int)desk->urgency,
        .allowed_minutes = desk_allowed_minutes(context, desk),
        .entered_at_us = desk->entered_at_us,
    };
    emit_intake_clock_breached(batch, row->id, row->id, &event);
    batch_count(batch, INTAKE_BREACHED, 1);
    return OK;
}

const struct handler handler_timer_clock = {.timer = TIMER_CLOCK, .want = want, .handle = handle};
