/* SPDX-License-Identifier: MPL-2.0 */
/* Once a day. */
#include "daily.h"

static const int64_t day_us = INT64_C(24) * 60 * 60 * 1000000;
static const int64_t retry_us = INT64_C(15) * 60 * 1000000;

struct daily daily_read(const struct call *call)
{
    const struct timer *timer = call->data;
    struct daily daily = {.day = call->today};
    if (timer->data.size == sizeof daily) {
        memcpy(&daily, timer->data.bytes, sizeof daily);
    }
    return daily;
}

bool daily_has_come(const struct call *call, const struct daily *daily)
{
    return daily->day <= call->today;
}

void daily_go_on(batch_t *batch, const char *name, const struct call *call, struct daily next)
{
    const struct timer *timer = call->data;
    int64_t due_us = next.day * day_us;
    if (due_us <= call->now_us && !daily_has_come(call, &next)) {
        due_us = call->now_us + retry_us;
    }
    timer_set(batch, name, timer->key, due_us,
              arena_copy(batch_arena(batch), (struct view){(const uint8_t *)&next, sizeof next}));
}
