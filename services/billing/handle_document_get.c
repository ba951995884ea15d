/* SPDX-License-Identifier: MPL-2.0 */
/* An issued document. */
#include "billing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_get *data = call->data;
    batch_want(batch, &table_document, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_get *data = call->data;
    const struct document_row *row = batch_load(batch, &table_document, data->id);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.id", "a document");
    }
    if (!may_act_for(call, row->payer)) {
        return refuse(batch, E_SCOPE, "data.id", "one of an organisation of this key");
    }
    struct document_view view = store_document_view(row);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_document_get = {
    .message = &message_billing_document_get, .want = want, .handle = handle};
