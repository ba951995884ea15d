/* SPDX-License-Identifier: MPL-2.0 */
/* The contact accepted a plan: its quote is accepted with it. */
#include "billing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    batch_want(batch, &table_quote, 0, data->quote);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_accepted *data = call->data;
    struct quote_row *quote = batch_load(batch, &table_quote, data->quote);
    if (!store_move_quote(batch, quote, TRIGGER_PLAN_ACCEPTED)) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    if (data->needs.count > 0) {
        quote->accepted = list_bytes(data->needs, batch_arena(batch));
    }
    return OK;
}

const struct handler handler_matcher_plan_accepted = {
    .message = &message_matcher_plan_accepted, .want = want, .handle = handle};
