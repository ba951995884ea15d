/* SPDX-License-Identifier: MPL-2.0 */
/* The operator has the backlog decided: in a transaction of its own, right after this one. */
#include "handlers.h"
#include "matcher.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_batch_run *data = call->data;
    struct id *run = arena_alloc(batch_arena(batch), sizeof *run);
    *run = batch_id_new(batch);
    uint8_t *limit = arena_alloc(batch_arena(batch), 1);
    *limit = (uint8_t)data->limit; /* at most 100 */
    timer_set(batch, TIMER_BATCH, *run, call->now_us, (struct view){limit, 1});
    batch_reply(batch, &(struct changed){.id = *run});
    return OK;
}

const struct handler handler_batch_run = {.message = &message_matcher_batch_run, .handle = handle};
