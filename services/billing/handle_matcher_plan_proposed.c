/* SPDX-License-Identifier: MPL-2.0 */
/* A team is proposed: its price at cost is told. */
#include "handlers.h"
#include "issue_quote.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_proposed *data = call->data;
    batch_want(batch, &table_quote, 1, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    return issue_quote(context, batch, call, call->data, call->envelope->data);
}

const struct handler handler_matcher_plan_proposed = {
    .message = &message_matcher_plan_proposed, .want = want, .handle = handle};
