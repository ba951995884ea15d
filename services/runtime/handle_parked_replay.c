/* SPDX-License-Identifier: MPL-2.0 */
/* parked.replay: a story that waits is tried again. A timer does it, event by event, so that what was promised
   happens also after a crash. */
#include "runtime/flow_internal.h"

static int replay(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    const struct parked_replay *data = call->data;
    const struct parked_row *row = flow_parked_find(batch, data->origin, data->seq);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.seq", "an event that waits");
    }
    timer_set(batch, handler_timer_parked_replay.timer, row->story, call->now_us,
              view_of(call->client->name));
    batch_reply(batch,
                &(struct parked_left){.waiting = parked_count_of(&flow->parked, row->story)});
    return OK;
}

const struct handler handler_parked_replay = {.message = &message_parked_replay, .handle = replay};
