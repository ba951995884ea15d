/* SPDX-License-Identifier: MPL-2.0 */
/* Every hour: the horizon of commands moves up, and the days ahead have their partitions. */
#include "runtime/flow_internal.h"

static const int64_t hour_us = (int64_t)3600 * 1000000;

/* Commands come with ids up to ten minutes ahead; two days more let an hour be missed. */
enum { DAYS_AHEAD = 2 };

static void take_horizon(void *context, const row_t *row)
{
    *(struct id *)context = row_id(row, 0);
}

int flow_housekeep(flow_t *flow)
{
    const int32_t today = date_of_us(flow_clock_us(flow));
    const int32_t oldest = today - (int32_t)flow->options.horizon_days;
    const int32_t last = today + DAYS_AHEAD;
    const void *values[] = {&oldest, &last};
    const struct param params[] = {param_of(COLUMN_DATE, &values[0]),
                                   param_of(COLUMN_DATE, &values[1])};
    db_send(flow->db, "ensure_command_partitions", params, 2, NULL, NULL);
    db_send(flow->db, "advance_horizon", params, 1, NULL, NULL);
    db_send(flow->db, "select_horizon", NULL, 0, take_horizon, &flow->horizon);
    const int result = db_run(flow->db, 0);
    if (!result) {
        flow->next_housekeeping_us = flow_now_us(flow) + hour_us;
    }
    return result;
}
