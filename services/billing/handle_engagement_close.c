/* SPDX-License-Identifier: MPL-2.0 */
/* An engagement ends by hand: no more work is logged on it. */
#include "close_engagement.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_close *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_close *data = call->data;
    struct engagement_row *engagement = batch_load(batch, &table_engagement, data->engagement);
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    int result = state_check(batch, call,
                             state_find(&state_engagement, (int)engagement->state, TRIGGER_CLOSE),
                             "data.engagement", "an open engagement");
    if (result != OK) {
        return result;
    }
    close_engagement(batch, engagement);
    return OK;
}

const struct handler handler_engagement_close = {
    .message = &message_billing_engagement_close, .want = want, .handle = handle};
