/* SPDX-License-Identifier: MPL-2.0 */
/* A plan's version has its price. A re-match whose price stays within the limit that the contact set goes
 * on by itself; else the contact decides again. */
#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "staffing.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_issued *data = call->data;
    if (data->version == 1) {
        batch_want(batch, &table_plan_head, 0, data->plan);
        return;
    }
    batch_want(batch, &table_plan, 0, data->plan);
    offer_want(batch, data->plan);
}

/* Does the version that the plan is at still wait for its price. */
static bool waits(const struct billing_quote_issued *data, int64_t version, int64_t state,
                  struct id quote)
{
    return version == data->version && state == PLAN_PROPOSED && id_none(quote);
}

/* Nobody has agreed to anything yet: the price is kept, beside the plan, and the contact asked. */
static int keep_first(batch_t *batch, const struct billing_quote_issued *data)
{
    struct plan_head_row *plan = batch_load(batch, &table_plan_head, data->plan);
    if (!plan) {
        return park(batch, "no such plan");
    }
    if (!waits(data, plan->version, plan->state, plan->quote)) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    plan->quote = data->id; /* seen by the rest of this batch */
    batch_insert(batch, &table_plan_price,
                 &(struct plan_price_row){
                     .plan = data->plan,
                     .quote = data->id,
                     .total_cents = data->total_cents,
                     .valid_until = data->valid_until,
                 });
    return OK;
}

/* The contact is not asked: they accepted an earlier version up to a limit, the price and what was spent on
   people who were replaced are within it, and everybody on the new team can still do it. (A team that
   cannot is matched again when it is decided on: nothing that this event causes may lead to another
   quote.) */
static bool may_go_on(struct matcher *self, batch_t *batch, const struct call *call,
                      const struct plan_row *plan)
{
    return plan->basis != BASIS_REQUEST && plan->not_to_exceed_cents > 0 &&
           plan->quote_total_cents <= plan->not_to_exceed_cents - plan->spent_cents &&
           offer_find_lost(self, batch, call, plan) == 0;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct billing_quote_issued *data = call->data;
    if (data->version == 1) {
        return keep_first(batch, data);
    }
    struct plan_row *plan = batch_load(batch, &table_plan, data->plan);
    if (!plan) {
        return park(batch, "no such plan");
    }
    if (!waits(data, plan->version, plan->state, plan->quote)) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    batch_change(batch, &table_plan, plan);
    plan->quote = data->id;
    plan->quote_total_cents = data->total_cents;
    plan->quote_valid_until = data->valid_until;
    if (may_go_on(self, batch, call, plan)) {
        match_move(plan, PLAN_WITHIN_LIMIT);
        batch_count(batch, MATCHER_AUTOMATIC, 1);
        match_agree(plan);
        match_tell_accepted(batch, plan, true);
        offer_needs(self, batch, call, plan, 0);
        staffing_update(batch, call, plan);
    }
    return OK;
}

const struct handler handler_billing_quote_issued = {
    .message = &message_billing_quote_issued, .want = want, .handle = handle};
