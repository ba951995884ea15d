/* SPDX-License-Identifier: MPL-2.0 */
/* parked.discard: an event that waits is given up. It stays in the trail, whole, with who did it and why. */
#include "runtime/flow_internal.h"

static int discard(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    const struct parked_discard *data = call->data;
    const struct parked_row *row = flow_parked_find(batch, data->origin, data->seq);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.seq", "an event that waits");
    }
    flow_parked_end(
        batch, row, PARKED_DISCARDED,
        &(struct parked_row){.client = view_of(call->client->name), .why = data->reason});
    batch_reply(batch,
                &(struct parked_left){.waiting = parked_count_of(&flow->parked, row->story)});
    return OK;
}

const struct handler handler_parked_discard = {.message = &message_parked_discard,
                                               .handle = discard};
