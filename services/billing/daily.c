/* SPDX-License-Identifier: MPL-2.0 */
/* Once a day. */
#include "daily.h"

#include "runtime/zone.h"

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
    timer_set(batch, name, timer->key, zone_day_start_us(next.day),
              arena_copy(batch_arena(batch), (struct view){(const uint8_t *)&next, sizeof next}));
}
