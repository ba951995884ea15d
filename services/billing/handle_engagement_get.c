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
    batch_reply(batch, &(struct engagement_view){
                           .id = row->id,
                           .quote = row->quote,
                           .request = row->request,
                           .organisation = row->organisation,
                           .state = (int)row->state,
                           .cap_cents = row->cap_cents,
                           .logged_minutes = row->logged_minutes,
                           .logged_cents = row->logged_cents,
                           .billed_cents = row->billed_cents,
                           .needs = list_of_bytes(row->needs),
                       });
    return OK;
}

const struct handler handler_engagement_get = {
    .message = &message_billing_engagement_get, .want = want, .handle = handle};
