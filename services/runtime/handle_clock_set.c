/* SPDX-License-Identifier: MPL-2.0 */
/* clock.set: moves the clock of a sandbox forward. The transaction that says so is the first of the new
   time, so that the clock goes on from there also after a restart. */
#include "runtime/flow_internal.h"

static int set_clock(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    const struct clock_set *data = call->data;
    if (!flow->options.sandbox) {
        return refuse(batch, E_SANDBOX, "type", "a service with sandbox = true");
    }
    if (data->now_us < batch->next.at_us) {
        return refuse(batch, E_CLOCK, "data.now_us", "a time not before the present one");
    }
    batch->next.at_us = data->now_us;
    batch->clock_moved = true;
    batch_reply(batch, &(struct clock_state){.now_us = data->now_us});
    return OK;
}

const struct handler handler_clock_set = {.message = &message_clock_set, .handle = set_clock};
