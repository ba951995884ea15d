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

static bool holds_id(struct list ids, struct id wanted)
{
    struct id id;
    while (list_next_id(&ids, &id)) {
        if (id_equal(id, wanted)) {
            return true;
        }
    }
    return false;
}

struct view close_need(struct view closed, struct id need, arena_t *arena)
{
    struct list ids = list_of_bytes(closed);
    if (holds_id(ids, need) || ids.count >= NEED_MAX) {
        return closed;
    }
    struct id all[NEED_MAX];
    size_t count = 0;
    while (list_next_id(&ids, &all[count])) {
        count++;
    }
    all[count++] = need;
    return list_bytes(list_pack_ids(all, count, arena), arena);
}

bool close_is_due(const struct engagement_row *engagement, const struct quote_row *quote)
{
    struct list closed = list_of_bytes(engagement->closed);
    struct list started = list_of_bytes(engagement->needs);
    struct staffed_need need;
    while (staffed_need_next(&started, &need)) {
        if (!holds_id(closed, need.need)) {
            return false;
        }
    }
    struct list accepted = list_of_bytes(quote ? quote->accepted : (struct view){0});
    struct list lines = list_of_bytes(quote ? quote->lines : (struct view){0});
    struct quote_line line;
    while (quote_line_next(&lines, &line)) {
        bool wanted = accepted.count == 0 || holds_id(accepted, line.need);
        if (wanted && !holds_id(closed, line.need)) {
            return false;
        }
    }
    return true;
}
