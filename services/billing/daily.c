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

static struct daily tell_page(void *context, batch_t *batch, struct daily daily,
                              const struct daily_search *search)
{
    size_t count = 0;
    void **rows = search->select(context, batch, &daily, &count);
    for (size_t i = 0; i < count; i++) {
        daily.after = search->tell(batch, rows[i]);
    }
    return count < DAILY_PAGE ? (struct daily){.day = daily.day + 1} : daily;
}

void daily_run(void *context, batch_t *batch, const struct call *call,
               const struct daily_search *search)
{
    const struct timer *timer = call->data;
    struct daily daily = daily_read(call);
    if (daily_has_come(call, &daily)) {
        daily = tell_page(context, batch, daily, search);
    }
    timer_set(batch, search->timer, timer->key, zone_day_start_us(daily.day),
              arena_copy(batch_arena(batch), (struct view){(const uint8_t *)&daily, sizeof daily}));
}
