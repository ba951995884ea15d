/* SPDX-License-Identifier: MPL-2.0 */
/* Everyone below an organisation is looked at anew: the by-law has changed. */
#include "handlers.h"
#include "intake.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_eligibility_recheck *data = call->data;
    standing_want(batch, data->organisation);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_eligibility_recheck *data = call->data;
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    struct node *organisation = graph_find(self->graph, data->organisation);
    if (!organisation) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    standing_touch(self, batch, call, organisation);
    batch_reply(batch, &(struct changed){.id = data->organisation, .rev = organisation->row->rev});
    return OK;
}

const struct handler handler_eligibility_recheck = {
    .message = &message_intake_eligibility_recheck, .want = want, .handle = handle};
