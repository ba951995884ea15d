/* SPDX-License-Identifier: MPL-2.0 */
/* May this organisation be served on that day, by which paths, or why not. */
#include "handlers.h"
#include "intake.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_eligibility_get *data = call->data;
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    struct node *organisation = graph_find(self->graph, data->organisation);
    if (!organisation) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    struct by_law by_law = intake_by_law(self);
    int32_t day = data->day ? data->day : call->today;
    struct eligibility answer =
        eligibility_explained(self->graph, organisation, day, &by_law, batch_arena(batch));
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_eligibility_get = {.message = &message_intake_eligibility_get,
                                                .handle = handle};
