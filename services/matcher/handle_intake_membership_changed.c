/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps who is a member of whom: a key's scope reaches what lies below its organisations, and so does a
 * conflict of interest. Who is at work for somebody below is looked at again. */
#include "handlers.h"
#include "recheck.h"
#include "runtime/zone.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_membership_changed *event = call->data;
    batch_tie(batch, &(struct tie){event->id, event->child, event->parent, event->valid_from,
                                   event->valid_to, event->status != MEMBERSHIP_ACTIVE});
    if (event->valid_from > call->today) {
        const struct view parent = {event->parent.bytes, sizeof event->parent.bytes};
        timer_set(batch, TIMER_TIE, event->id, zone_day_start_us(event->valid_from), parent);
        return OK;
    }
    return recheck_below(context, batch, call, event->parent);
}

const struct handler handler_intake_membership_changed = {
    .message = &message_intake_membership_changed, .handle = handle};
