/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps who is a member of whom: a key's scope reaches what lies below its organisations. */
#include "handlers.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_membership_changed *event = call->data;
    batch_tie(batch, &(struct tie){event->id, event->child, event->parent, event->valid_from,
                                   event->valid_to, event->status != MEMBERSHIP_ACTIVE});
    return OK;
}

const struct handler handler_intake_membership_changed = {
    .message = &message_intake_membership_changed, .handle = handle};
