/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps the desk in step with the states of requests, and its clocks. */
#include "desk.h"

#include "runtime/state.h"

static const int64_t minute_us = INT64_C(60000000);

enum { NO_CLOCK = -1 };

bool desk_holds(int state)
{
    switch (state) {
    case REQUEST_FLAGGED:
    case REQUEST_TRIAGE:
    case REQUEST_AWAITING_INFO:
    case REQUEST_UNMET:
    case REQUEST_WITHDRAWING:
    case REQUEST_REOPENED:
        return true;
    default:
        return false;
    }
}

int64_t desk_allowed_minutes(const struct intake *self, const struct desk_row *row)
{
    return row->clock == NO_CLOCK ? 0 : self->calendar.allowed_minutes[row->clock][row->urgency];
}

/* The working time that the clock has taken until now. */
static int64_t used_us(const struct intake *self, const struct desk_row *row, int64_t now_us)
{
    return row->used_us + (row->running_since_us
                               ? calendar_working_us(&self->calendar, row->running_since_us, now_us)
                               : 0);
}

static void stop_clock(struct intake *self, batch_t *batch, struct desk_row *row, int64_t now_us)
{
    if (row->running_since_us != 0) {
        row->used_us = used_us(self, row, now_us);
        row->running_since_us = 0;
        row->due_at_us = 0;
        timer_cancel(batch, TIMER_CLOCK, row->id);
    }
}

/* Sets the timer for the instant at which the time is used up. */
static void watch(struct intake *self, batch_t *batch, struct desk_row *row)
{
    int64_t left_us = desk_allowed_minutes(self, row) * minute_us - row->used_us;
    row->due_at_us = calendar_due_us(&self->calendar, row->running_since_us, left_us);
    if (row->due_at_us < INT64_MAX && row->breached_at_us == 0) {
        timer_set(batch, TIMER_CLOCK, row->id, row->due_at_us, (struct view){0});
    }
}

static void start_clock(struct intake *self, batch_t *batch, struct desk_row *row, int64_t now_us)
{
    if (row->clock != row->state) {
        row->clock = desk_holds((int)row->state) ? row->state : NO_CLOCK;
        row->used_us = 0;
        row->breached_at_us = 0;
    }
    if (desk_allowed_minutes(self, row) > 0) {
        row->running_since_us = now_us;
        watch(self, batch, row);
    }
}

void desk_enter(struct intake *self, batch_t *batch, const struct request_row *request, int former,
                int64_t now_us)
{
    if (!desk_holds(former) && !desk_holds((int)request->state)) {
        return;
    }
    struct desk_row *row =
        former == STATE_NONE ? NULL : batch_load(batch, &table_desk, request->id);
    if (!row) {
        row = batch_insert(batch, &table_desk,
                           &(struct desk_row){.id = request->id, .clock = NO_CLOCK});
    } else {
        batch_change(batch, &table_desk, row);
    }
    stop_clock(self, batch, row, now_us);
    row->state = request->state;
    row->urgency = request->urgency;
    row->entered_at_us = now_us;
    if (request->state != REQUEST_AWAITING_INFO) {
        start_clock(self, batch, row, now_us);
    }
}

bool desk_time_is_up(struct intake *self, batch_t *batch, struct desk_row *row, int64_t now_us)
{
    int64_t allowed_us = desk_allowed_minutes(self, row) * minute_us;
    if (allowed_us > 0 && used_us(self, row, now_us) >= allowed_us) {
        return true;
    }
    batch_change(batch, &table_desk, row);
    if (allowed_us > 0) {
        watch(self, batch, row);
    } else {
        row->running_since_us = 0;
        row->due_at_us = 0;
    }
    return false;
}

struct clock_view desk_clock(const struct intake *self, batch_t *batch, struct id request,
                             int64_t now_us)
{
    const struct desk_row *row = batch_load(batch, &table_desk, request);
    int64_t allowed_minutes = row ? desk_allowed_minutes(self, row) : 0;
    if (allowed_minutes == 0) {
        return (struct clock_view){0};
    }
    return (struct clock_view){
        .state = (int)row->clock,
        .allowed_minutes = allowed_minutes,
        .used_minutes = used_us(self, row, now_us) / minute_us,
        .paused = row->state == REQUEST_AWAITING_INFO,
        .due_at_us = row->due_at_us,
        .breached_at_us = row->breached_at_us,
    };
}
