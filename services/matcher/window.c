/* SPDX-License-Identifier: MPL-2.0 */
/* The critical path, forward for first days and backward for last ones. */
#include "window.h"

#include <stdbool.h>

/* Days that a need takes at the very least. */
static int32_t days_of(const struct window *window, int64_t day_minutes)
{
    return (int32_t)((window->minutes + day_minutes - 1) / day_minutes);
}

/* One need after another; true when a window became narrower. */
static bool separate(struct window *before, struct window *after, int64_t day_minutes)
{
    int32_t first_day = before->first_day + days_of(before, day_minutes);
    int32_t last_day = after->last_day - days_of(after, day_minutes);
    bool moved = first_day > after->first_day || last_day < before->last_day;
    after->first_day = first_day > after->first_day ? first_day : after->first_day;
    before->last_day = last_day < before->last_day ? last_day : before->last_day;
    return moved;
}

void window_order(struct window *windows, size_t count, int64_t day_minutes)
{
    /* The longest chain has count needs, so as many rounds settle everything that is not a circle. */
    bool moved = true;
    for (size_t round = 0; moved && round <= count; round++) {
        moved = false;
        for (size_t i = 0; i < count; i++) {
            for (size_t other = 0; other < count; other++) {
                if (windows[i].after >> other & 1) {
                    moved = separate(&windows[other], &windows[i], day_minutes) || moved;
                }
            }
        }
    }
    for (size_t i = 0; moved && i < count; i++) {
        if (windows[i].after != 0) {
            windows[i].last_day = windows[i].first_day - 1;
        }
    }
}
