/* SPDX-License-Identifier: MPL-2.0 */
/* A document as a page to print. */
#include "billing.h"
#include "handlers.h"
#include "page.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_render *data = call->data;
    batch_want(batch, &table_document, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_document_render *data = call->data;
    const struct document_row *row = batch_load(batch, &table_document, data->id);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.id", "a document");
    }
    if (!may_act_for(call, row->payer)) {
        return refuse(batch, E_SCOPE, "data.id", "one of an organisation of this key");
    }
    struct document_view view = store_document_view(row);
    struct view wish = data->language.size > 0 ? data->language : view.buyer.language;
    int language = page_language(wish);
    batch_reply(batch, &(struct document_page_html){
                           .language = view_of(page_language_tag(language)),
                           .html = page_html(&view, language, self->services, batch_arena(batch)),
                       });
    return OK;
}

const struct handler handler_document_render = {
    .message = &message_billing_document_render, .want = want, .handle = handle};
