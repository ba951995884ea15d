/* SPDX-License-Identifier: MPL-2.0 */
/* The engagement of a request, as it stands. */
#include "billing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_get *data = call->data;
    batch_want(batch, &table_engagement, 1, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_get *data = call->data;
    size_t count;
    void **rows = batch_find(batch, &table_engagement, 1, data->request, &count);
    if (!count) {
        return refuse(batch, E_NOT_FOUND, "data.request", "a request with an engagement");
    }
    const struct engagement_row *row = rows[count - 1];
    if (!may_act_for(call, row->organisation)) {
        return refuse(batch, E_SCOPE, "data.request", "one of an organisation of this key");
    }
    struct engagement_view view = store_engagement_view(row);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_engagement_get = {
    .message = &message_billing_engagement_get, .want = want, .handle = handle};
