/* SPDX-License-Identifier: MPL-2.0 */
/* A proposed plan is matched and quoted anew: its quote has expired, or people have changed since. */
#include "handlers.h"
#include "match.h"
#include "offer.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_renew *data = call->data;
    batch_want(batch, &table_plan, 0, data->plan);
    offer_want(batch, data->plan);
}

static int check(batch_t *batch, const struct call *call, const struct plan_row *plan)
{
    const struct matcher_plan_renew *data = call->data;
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.plan", "the id of a plan");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.plan", "a plan of an organisation the key may act for");
    }
    if (data->version != plan->version) {
        return refuse(batch, E_PLAN_VERSION, "data.version", "the present version of the plan");
    }
    return state_check(batch, call, state_find(&state_plan, (int)plan->state, PLAN_RENEWED),
                       "data.plan", "a plan that is proposed");
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_plan_renew *data = call->data;
    struct plan_row *plan = batch_load(batch, &table_plan, data->plan);
    int result = check(batch, call, plan);
    if (result != OK) {
        return result;
    }
    match_again(self, batch, call, plan, BASIS_RENEWED);
    batch_reply(batch, &(struct changed){.id = plan->id, .rev = plan->version});
    return OK;
}

const struct handler handler_plan_renew = {
    .message = &message_matcher_plan_renew, .want = want, .handle = handle};
