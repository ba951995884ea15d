/* SPDX-License-Identifier: MPL-2.0 */
/* A need is done for good: when all that was accepted is, the engagement ends. */
#include "close_engagement.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_closed *data = call->data;
    batch_want(batch, &table_engagement, 1, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_closed *data = call->data;
    size_t count;
    void **rows = batch_find(batch, &table_engagement, 1, data->request, &count);
    struct engagement_row *engagement = count ? rows[count - 1] : NULL;
    if (!engagement || !state_find(&state_engagement, (int)engagement->state, TRIGGER_CLOSE)) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    batch_change(batch, &table_engagement, engagement);
    engagement->closed = close_need(engagement->closed, data->need, batch_arena(batch));
    const struct quote_row *quote = batch_load(batch, &table_quote, engagement->quote);
    if (close_is_due(engagement, quote)) {
        close_engagement(batch, engagement);
    }
    return OK;
}

const struct handler handler_matcher_need_closed = {
    .message = &message_matcher_need_closed, .want = want, .handle = handle};
