/* SPDX-License-Identifier: MPL-2.0 */
/* Every hour: the days ahead get their partitions of command, and the horizon moves up. */
#include "runtime/flow_internal.h"

#include "runtime/log.h"

static const int64_t hour_us = (int64_t)3600 * 1000000;
static const int64_t minute_us = (int64_t)60 * 1000000;

/* Commands come with ids up to ten minutes ahead; two days more let many hours be missed. */
enum { DAYS_AHEAD = 2 };

static void take_horizon(void *context, const row_t *row)
{
    *(struct id *)context = row_id(row, 0);
}

static int ensure_partitions(flow_t *flow, int32_t oldest, int32_t last)
{
    const void *values[] = {&oldest, &last};
    const struct param params[] = {param_of(COLUMN_DATE, &values[0]),
                                   param_of(COLUMN_DATE, &values[1])};
    db_begin(flow->db);
    db_send(flow->db, "limit_lock_wait", NO_PARAMS, NULL, NULL);
    db_send(flow->db, "ensure_command_partitions", (struct params){params, 2}, NULL, NULL);
    return db_commit(flow->db, 0);
}

static int advance_horizon(flow_t *flow, int32_t oldest)
{
    const void *value = &oldest;
    const struct param param = param_of(COLUMN_DATE, &value);
    db_send(flow->db, "advance_horizon", (struct params){&param, 1}, NULL, NULL);
    return db_run(flow->db, 0);
}

static int change_days(flow_t *flow)
{
    const int32_t today = date_of_us(flow_clock_us(flow));
    const int32_t oldest = today - (int32_t)flow->options.horizon_days;
    const int result = ensure_partitions(flow, oldest, today + DAYS_AHEAD);
    return result ? result : advance_horizon(flow, oldest);
}

/* By the clock that ids of commands have: the journal's time stands still for days when the clock,
   or the sandbox's, was once ahead. A clock that was set back is looked at anew. */
bool flow_housekeeping_due(const flow_t *flow)
{
    const int64_t clock_us = flow_clock_us(flow);
    return clock_us >= flow->housekeeping_due_us || clock_us < flow->housekept_us;
}

/* A long reader, such as a dump, holds the locks that this needs: there is time until tomorrow. */
int flow_housekeep(flow_t *flow)
{
    int result = change_days(flow);
    const bool again = result == ERR_AGAIN;
    if (again) {
        log_warn("housekeeping waits", log_text("reason", db_error_text(flow->db)));
    } else if (result) {
        return result;
    }
    db_send(flow->db, "select_horizon", NO_PARAMS, take_horizon, &flow->horizon);
    result = db_run(flow->db, 0);
    flow->housekept_us = flow_clock_us(flow);
    flow->housekeeping_due_us = flow->housekept_us + (again ? minute_us : hour_us);
    return result;
}
