/* SPDX-License-Identifier: MPL-2.0 */
/* All quotes of a plan, by version. */
#include "billing.h"
#include "handlers.h"

enum { QUOTES_MAX = 50 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_list *data = call->data;
    batch_want(batch, &table_quote, 1, data->plan);
}

/* Ids rise with time, and so do versions: rows come in the order of versions. */
static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_list *data = call->data;
    size_t count;
    void **rows = batch_find(batch, &table_quote, 1, data->plan, &count);
    struct quote_view views[QUOTES_MAX];
    size_t shown = 0;
    for (size_t i = count > QUOTES_MAX ? count - QUOTES_MAX : 0; i < count; i++) {
        const struct quote_row *quote = rows[i];
        if (!may_act_for(call, quote->organisation)) {
            return refuse(batch, E_SCOPE, "data.plan", "one of an organisation of this key");
        }
        views[shown++] = store_quote_view(quote, call->today);
    }
    batch_reply(batch,
                &(struct quote_page){.quotes = quote_view_list(views, shown, batch_arena(batch))});
    return OK;
}

const struct handler handler_quote_list = {
    .message = &message_billing_quote_list, .want = want, .handle = handle};
