/* SPDX-License-Identifier: MPL-2.0 */
/* The newest version of a request's plan. */
#include "handlers.h"
#include "matcher.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_get *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->request));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_get *data = call->data;
    const struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(data->request));
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.request", "a request that was matched");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.request",
                      "a request of an organisation the key may act for");
    }
    const struct plan_view answer = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .state = (int)plan->state,
        .quote = plan->quote,
        .quote_total_cents = plan->quote_total_cents,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
        .cost_cents = plan->cost_cents,
        .lower_bound_cents = plan->lower_bound_cents,
        .proven = plan->proven,
        .needs = list_of_bytes(plan->team),
        .terms = list_of_bytes(plan->terms),
        .basis = (int)plan->basis,
        .relaxed = list_of_bytes(plan->relaxed),
        .refused = list_of_bytes(plan->refused),
        .quote_valid_until = plan->quote_valid_until,
    };
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_plan_get = {
    .message = &message_matcher_plan_get, .want = want, .handle = handle};
