/* SPDX-License-Identifier: MPL-2.0 */
/* A professional accepts an offer or declines it. When the last one accepts the plan is staffed; when one
 * declines the need is matched again without them. */
#include <assert.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "staffing.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_offer_respond *data = call->data;
    batch_want(batch, &table_assignment, 0, data->assignment);
}

static enum assignment_trigger trigger_of(const struct matcher_offer_respond *data)
{
    return data->response == OFFER_ACCEPT ? ASSIGNMENT_ACCEPT : ASSIGNMENT_DECLINE;
}

static int check(batch_t *batch, const struct call *call, const struct assignment_row *assignment)
{
    const struct matcher_offer_respond *data = call->data;
    if (!assignment) {
        return refuse(batch, E_NOT_FOUND, "data.assignment", "the id of an offer");
    }
    if (!may_act_for(call, assignment->organisation)) {
        return refuse(batch, E_SCOPE, "data.assignment",
                      "an offer for an organisation the key may act for");
    }
    if (!id_equal(assignment->professional, data->professional)) {
        return refuse(batch, E_NOT_YOURS, "data.professional",
                      "the professional it was offered to");
    }
    const struct transition *transition =
        state_find(&state_assignment, (int)assignment->state, (int)trigger_of(data));
    if (!transition || assignment->expires_at_us <= call->now_us) {
        return refuse(batch, E_OFFER_GONE, "data.assignment", "an open offer");
    }
    return state_check(batch, call, transition, "data.assignment", "an open offer");
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_offer_respond *data = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, data->assignment);
    int result = check(batch, call, assignment);
    if (result != OK) {
        return result;
    }
    struct plan_row *plan = batch_load(batch, &table_plan, assignment->plan);
    assert(plan);
    if (data->response == OFFER_ACCEPT) {
        offer_accept(self, batch, call, assignment);
        staffing_update(batch, call, plan);
    } else {
        offer_end(self, batch, call, assignment,
                  (struct ending){.trigger = ASSIGNMENT_DECLINE,
                                  .reason = (enum decline_reason)data->reason});
        match_exclude(batch, plan, assignment->need, assignment->professional);
        match_again(self, batch, call, plan, BASIS_DECLINED);
    }
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_offer_respond = {
    .message = &message_matcher_offer_respond, .want = want, .handle = handle};
