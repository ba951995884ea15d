/* SPDX-License-Identifier: MPL-2.0 */
/* The operator says what may be given up when nobody meets all that is asked. */
#include <stdio.h>

#include "handlers.h"
#include "ladder.h"
#include "match.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_ladder_put *data = call->data;
    batch_want(batch, &table_ladder, 0, ladder_id(data->field));
}

static int check(batch_t *batch, const struct call *call, const struct ladder_row *former)
{
    const struct matcher_ladder_put *data = call->data;
    unsigned seen = 0;
    struct list steps = data->steps;
    struct ladder_step step;
    for (size_t i = 0; ladder_step_next(&steps, &step); i++) {
        if (seen >> step.constraint & 1) {
            char path[40];
            snprintf(path, sizeof path, "data.steps[%zu].constraint", i);
            return refuse(batch, E_FIELD_TWICE, path, "each constraint once");
        }
        seen |= 1U << step.constraint;
    }
    return revision_check(batch, &table_ladder, former, data->expected_rev);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_ladder_put *data = call->data;
    struct ladder_row *former = batch_load(batch, &table_ladder, ladder_id(data->field));
    int result = check(batch, call, former);
    if (result != OK) {
        return result;
    }
    struct ladder_row row = {
        .id = ladder_id(data->field),
        .field = data->field,
        .steps = list_bytes(data->steps, batch_arena(batch)),
    };
    if (revision_put(batch, &table_ladder, &row, former)) {
        directory_put(self->ladders, row.id, row_clone(&table_ladder, &row));
        match_retry_soon(self, batch, call);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_ladder_put = {
    .message = &message_matcher_ladder_put, .want = want, .handle = handle};
