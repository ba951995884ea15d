/* SPDX-License-Identifier: MPL-2.0 */
/* More work is needed than the payer allowed: the contact is asked before it is done. */
#include "cap.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_ask *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_engagement_ask *data = call->data;
    const struct engagement_row *engagement =
        batch_load(batch, &table_engagement, data->engagement);
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    if (!state_find(&state_engagement, (int)engagement->state, TRIGGER_WORK_LOGGED)) {
        return refuse(batch, E_STATE, "data.engagement", "an open engagement");
    }
    const struct organisation_row *payer =
        directory_find(self->organisations, engagement->organisation);
    if (!payer || cap_within(self, payer, call->today, data->not_to_exceed_cents,
                             engagement->reserve_ppm) <= engagement->cap_cents) {
        return refuse(batch, E_CAP, "data.not_to_exceed_cents", "more than is allowed already");
    }
    cap_warn(batch, engagement, data);
    return OK;
}

const struct handler handler_engagement_ask = {
    .message = &message_billing_engagement_ask, .want = want, .handle = handle};
