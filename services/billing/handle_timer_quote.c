/* SPDX-License-Identifier: MPL-2.0 */
/* A plan waited for a missing rate: its quote is tried again. */
#include "handlers.h"
#include "issue_quote.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct timer *timer = call->data;
    struct matcher_plan_proposed plan;
    struct refusal refusal;
    if (record_decode(&record_matcher_plan_proposed, timer->data, "data", &plan, &refusal)) {
        return park(batch, "the plan kept by the timer cannot be read");
    }
    return issue_quote(context, batch, call, &plan, timer->data);
}

const struct handler handler_timer_quote = {.timer = "quote", .handle = handle};
