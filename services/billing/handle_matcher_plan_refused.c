/* SPDX-License-Identifier: MPL-2.0 */
/* The contact refused a plan, or what was left of it: its quote is refused, and work that had begun ends. */
#include "close_engagement.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_refused *data = call->data;
    batch_want(batch, &table_quote, 0, data->quote);
    batch_want(batch, &table_engagement, 1, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_refused *data = call->data;
    struct quote_row *quote = batch_load(batch, &table_quote, data->quote);
    if (!store_move_quote(batch, quote, TRIGGER_PLAN_REFUSED)) {
        batch_count(batch, BILLING_LATE, 1);
    }
    size_t count;
    void **engagements = batch_find(batch, &table_engagement, 1, data->request, &count);
    for (size_t i = 0; i < count; i++) {
        close_engagement(batch, engagements[i]);
    }
    return OK;
}

const struct handler handler_matcher_plan_refused = {
    .message = &message_matcher_plan_refused, .want = want, .handle = handle};
