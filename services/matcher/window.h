/* SPDX-License-Identifier: MPL-2.0 */
/* When a need can be worked on, given the needs of its request that come first. */
#ifndef ENTRAIDE_MATCHER_WINDOW_H
#define ENTRAIDE_MATCHER_WINDOW_H

#include <stddef.h>
#include <stdint.h>

/* The days of one need, both included; none at all when first_day is after last_day. */
struct window {
    int32_t first_day;
    int32_t last_day;
    int64_t minutes; /* of work */
    uint16_t after;  /* needs that come first, as a mask of places */
};

/* Narrows the windows to what the order leaves: nobody works more than day_minutes of one need a day, so a
   need starts no sooner, and ends no later, than the needs before and after it allow at that pace. What
   depends on itself, through others too, is left no day. */
void window_order(struct window *windows, size_t count, int64_t day_minutes);

#endif
