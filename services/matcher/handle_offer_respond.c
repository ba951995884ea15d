/* SPDX-License-Identifier: MPL-2.0 */
/* A professional accepts an offer or declines it. When the last one accepts the plan is staffed; when one
 * declines the need is matched again without them. */
#include <assert.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "runtime/emit.h"

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
        return refuse(batch, E_DENIED, "data.professional", "the professional it was offered to");
    }
    if (!state_find(&state_assignment, (int)assignment->state, (int)trigger_of(data)) ||
        assignment->expires_at_us <= call->now_us) {
        return refuse(batch, E_OFFER_GONE, "data.assignment", "an open offer");
    }
    return OK;
}

/* Who does what, when every need of the plan's present team is accepted; else fewer than it has. */
static size_t list_staffed(batch_t *batch, const struct plan_row *plan,
                           struct staffed_need ret_needs[TEAM_NEED_MAX])
{
    struct assignment_row *open[TEAM_NEED_MAX];
    size_t open_count = offer_list_open(batch, plan->id, open);
    size_t count = 0;
    struct list list = list_of_bytes(plan->team);
    for (struct plan_need need; plan_need_next(&list, &need);) {
        for (size_t i = 0; i < open_count; i++) {
            if (id_equal(open[i]->need, need.need) && open[i]->state == ASSIGNMENT_ACCEPTED) {
                ret_needs[count++] = (struct staffed_need){.assignment = open[i]->id,
                                                           .need = need.need,
                                                           .service = need.service,
                                                           .professional = open[i]->professional,
                                                           .minutes = open[i]->minutes};
            }
        }
    }
    return count;
}

/* Tells that the work can begin, when it can. */
static void staff(batch_t *batch, struct plan_row *plan)
{
    struct staffed_need needs[TEAM_NEED_MAX];
    size_t count = list_staffed(batch, plan, needs);
    if (count < list_of_bytes(plan->team).count ||
        !state_find(&state_plan, (int)plan->state, PLAN_ALL_ACCEPTED)) {
        return;
    }
    batch_change(batch, &table_plan, plan);
    match_move(plan, PLAN_ALL_ACCEPTED);
    const struct matcher_plan_staffed event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = plan->quote,
        .organisation = plan->organisation,
        .contact = plan->contact,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
        .needs = staffed_need_list(needs, count, batch_arena(batch)),
    };
    emit_matcher_plan_staffed(batch, plan->id, plan->request, &event);
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
        staff(batch, plan);
    } else {
        offer_end(self, batch, call, assignment,
                  (struct ending){ASSIGNMENT_DECLINE, (enum decline_reason)data->reason});
        match_exclude(batch, plan, assignment->need, assignment->professional);
        match_again(self, batch, call, plan, BASIS_DECLINED);
    }
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_offer_respond = {
    .message = &message_matcher_offer_respond, .want = want, .handle = handle};
