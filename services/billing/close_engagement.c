/* SPDX-License-Identifier: MPL-2.0 */
/* Closing an engagement. */
#include "close_engagement.h"

#include "runtime/emit.h"

enum { NEED_MAX = 15 };

/* Each need once, also when a second professional went on with it. */
static struct list list_needs(const struct engagement_row *engagement, arena_t *arena)
{
    struct id ids[NEED_MAX];
    struct list needs = list_of_bytes(engagement->needs);
    struct staffed_need need;
    size_t count = 0;
    while (count < NEED_MAX && staffed_need_next(&needs, &need)) {
        size_t i = 0;
        while (i < count && !id_equal(ids[i], need.need)) {
            i++;
        }
        ids[i] = need.need;
        count += i == count;
    }
    return list_pack_ids(ids, count, arena);
}

bool close_engagement(batch_t *batch, struct engagement_row *engagement)
{
    const struct transition *step =
        state_find(&state_engagement, (int)engagement->state, TRIGGER_CLOSE);
    if (!step || step->late) {
        return false;
    }
    batch_change(batch, &table_engagement, engagement);
    engagement->state = step->to;
    emit_billing_engagement_closed(batch, engagement->id, engagement->request,
                                   &(struct billing_engagement_closed){
                                       .id = engagement->id,
                                       .request = engagement->request,
                                       .organisation = engagement->organisation,
                                       .needs = list_needs(engagement, batch_arena(batch)),
                                   });
    return true;
}
