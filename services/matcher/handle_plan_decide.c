/* SPDX-License-Identifier: MPL-2.0 */
/* The contact accepts a plan at its price, or refuses it (an unmet one too, which has no quote). Accepted:
 * its needs are offered and minutes held; whoever cannot do it any more is replaced at once, by a new
 * version. */
#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_decide *data = call->data;
    batch_want(batch, &table_plan, 0, data->plan);
    offer_want(batch, data->plan);
}

static enum plan_trigger trigger_of(const struct matcher_plan_decide *data)
{
    return data->decision == DECISION_ACCEPT ? PLAN_CONTACT_ACCEPTS : PLAN_CONTACT_REFUSES;
}

static int check(batch_t *batch, const struct call *call, const struct plan_row *plan)
{
    const struct matcher_plan_decide *data = call->data;
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.plan", "the id of a plan");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.plan", "a plan of an organisation the key may act for");
    }
    if (data->version != plan->version) {
        return refuse(batch, E_PLAN_VERSION, "data.version", "the present version of the plan");
    }
    bool gives_up = plan->state == PLAN_UNMET && data->decision == DECISION_REFUSE;
    if (!gives_up && (id_none(plan->quote) || !id_equal(data->quote, plan->quote))) {
        return refuse(batch, E_PLAN_VERSION, "data.quote", "the quote of this version");
    }
    if (!state_find(&state_plan, (int)plan->state, (int)trigger_of(data))) {
        return refuse(batch, E_STATE, "data.plan", "a plan that is proposed");
    }
    if (data->decision == DECISION_ACCEPT && call->today > plan->quote_valid_until) {
        return refuse(batch, E_QUOTE_EXPIRED, "data.quote", "a quote that is still valid");
    }
    if (data->decision == DECISION_ACCEPT && data->not_to_exceed_cents < plan->quote_total_cents) {
        return refuse(batch, E_OVER_LIMIT, "data.not_to_exceed_cents",
                      "at least the total of the quote");
    }
    return OK;
}

static void accept_plan(struct matcher *self, batch_t *batch, const struct call *call,
                        struct plan_row *plan)
{
    const struct matcher_plan_decide *data = call->data;
    uint32_t lost = offer_find_lost(self, batch, call, plan);
    plan->not_to_exceed_cents = data->not_to_exceed_cents;
    const struct matcher_plan_accepted event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = plan->quote,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
    };
    emit_matcher_plan_accepted(batch, plan->id, plan->request, &event);
    offer_needs(self, batch, call, plan, lost);
    if (lost != 0) {
        match_again(self, batch, call, plan, BASIS_DECLINED);
    }
}

static void refuse_plan(struct matcher *self, batch_t *batch, const struct call *call,
                        struct plan_row *plan)
{
    const struct matcher_plan_decide *data = call->data;
    struct assignment_row *open[TEAM_NEED_MAX];
    size_t count = offer_list_open(batch, plan->id, open);
    const struct matcher_plan_refused event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = data->quote,
    };
    emit_matcher_plan_refused(batch, plan->id, plan->request, &event);
    for (size_t i = 0; i < count; i++) {
        offer_end(self, batch, call, open[i], (struct ending){ASSIGNMENT_WITHDRAW, DECLINE_OTHER});
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_plan_decide *data = call->data;
    struct plan_row *plan = batch_load(batch, &table_plan, data->plan);
    int result = check(batch, call, plan);
    if (result != OK) {
        return result;
    }
    batch_change(batch, &table_plan, plan);
    match_move(plan, trigger_of(data));
    if (data->decision == DECISION_ACCEPT) {
        accept_plan(self, batch, call, plan);
    } else {
        refuse_plan(self, batch, call, plan);
    }
    batch_reply(batch, &(struct changed){.id = plan->id, .rev = plan->version});
    return OK;
}

const struct handler handler_plan_decide = {
    .message = &message_matcher_plan_decide, .want = want, .handle = handle};
