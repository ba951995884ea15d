/* SPDX-License-Identifier: MPL-2.0 */
/* The event of a story that has waited longest has its effect now, and then the next one; the first that fails
   ends the attempt. key: the story; data: the client that asked for it. */
#include <assert.h>

#include "runtime/flow_internal.h"
#include "runtime/log.h"

/* The event as if it had come from its feed now. OK, ERR_PARKED with batch->park_reason, or what its handler
   answered. */
static int try_event(batch_t *batch, const struct call *call, const struct parked_row *row)
{
    struct input *timer = batch->current;
    struct input *event = arena_alloc(batch->arena, sizeof *event);
    *event = (struct input){
        .kind = INPUT_EVENT,
        .self = batch->flow->state,
        .event = {.owner = (enum owner)row->origin, .seq = row->seq, .body = row->body}};
    event->call.envelope = &event->envelope;
    event->call.now_us = call->now_us;
    event->call.today = call->today;
    event->call.kinship = call->kinship;
    flow_decode_event(batch, event);
    if (event->undecodable) {
        batch->park_reason = "it is not as the contract says";
        return ERR_PARKED;
    }
    if (!event->handler) {
        return OK;
    }
    batch->current = event;
    const int result = event->handler->handle(event->self, batch, &event->call);
    assert(result != ERR_REFUSED); /* An event is a fact. */
    batch->current = timer;
    return result;
}

static int replay_next(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    const struct timer *timer = call->data;
    const struct parked_row *row = flow_parked_next(batch, timer->key);
    const int result = row ? try_event(batch, call, row) : OK;
    if (result == ERR_PARKED) {
        flow_parked_tried(batch, row, batch->park_reason);
        return OK;
    }
    if (result != OK) {
        return result;
    }
    if (row) {
        flow_parked_end(batch, row, PARKED_REPLAYED, &(struct parked_row){.client = timer->data});
    }
    if (parked_count_of(&flow->parked, timer->key) > 0) {
        timer_set(batch, handler_timer_parked_replay.timer, timer->key, call->now_us, timer->data);
    }
    return OK;
}

const struct handler handler_timer_parked_replay = {.timer = "parked.replay",
                                                    .handle = replay_next};
