/* SPDX-License-Identifier: MPL-2.0 */
/* Regions are compared by their codes alone; there is no list of regions to keep. */
#include "region.h"

static uint32_t count_parts(struct view region)
{
    uint32_t count = 1;
    for (size_t i = 0; i < region.size; i++) {
        count += region.bytes[i] == '.';
    }
    return count;
}

struct view region_wider(struct view region)
{
    for (size_t size = region.size; size > 1; size--) {
        if (region.bytes[size - 1] == '.') {
            return (struct view){region.bytes, size - 1};
        }
    }
    return (struct view){0};
}

uint32_t region_steps(struct view from, struct view to)
{
    if (code_within(to, from) || code_within(from, to)) {
        return 0;
    }
    struct view common = region_wider(from);
    while (common.bytes && !code_within(to, common)) {
        common = region_wider(common);
    }
    uint32_t shared = common.bytes ? count_parts(common) : 0;
    return count_parts(from) + count_parts(to) - 2 * shared;
}
