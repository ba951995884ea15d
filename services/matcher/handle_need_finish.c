/* SPDX-License-Identifier: MPL-2.0 */
/* The professional says that a need is done: the contact confirms or disputes, or says nothing. */
#include <assert.h>

#include "closing.h"
#include "handlers.h"
#include "runtime/emit.h"

static const int64_t day_us = 24 * 60 * 60000000LL;

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_finish *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->request));
    offer_want(batch, store_plan_id(data->request));
}

static int check(batch_t *batch, const struct call *call, struct assignment_row **ret_assignment)
{
    const struct matcher_need_finish *data = call->data;
    const struct closing closing = {data->request, data->need, ASSIGNMENT_FINISH,
                                    "a need that is accepted or disputed"};
    int result = closing_find(batch, call, &closing, ret_assignment);
    if (result != OK) {
        return result;
    }
    if (!id_equal((*ret_assignment)->professional, data->professional)) {
        return refuse(batch, E_NOT_YOURS, "data.professional", "the professional who has the need");
    }
    if ((*ret_assignment)->started_at_us == 0) {
        return refuse(batch, E_STATE, "data.need", "a need that has started");
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    struct assignment_row *assignment;
    int result = check(batch, call, &assignment);
    if (result != OK) {
        return result;
    }
    const struct plan_row *plan = batch_load(batch, &table_plan, assignment->plan);
    assert(plan);
    offer_move(batch, call, assignment, ASSIGNMENT_FINISH);
    offer_hold(self, batch, call, assignment, false);
    const struct matcher_need_finished event = {
        .request = assignment->request,
        .need = assignment->need,
        .assignment = assignment->id,
        .professional = assignment->professional,
        .by = call->envelope->actor.kind,
        .organisation = assignment->organisation,
        .contact = plan->contact,
        .service = assignment->service,
        .closes_at_us = call->now_us + self->settings->need_silence_days * day_us,
    };
    offer_set_timer(batch, TIMER_NEED_CLOSE, assignment, event.closes_at_us);
    emit_matcher_need_finished(batch, assignment->id, assignment->request, &event);
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_need_finish = {
    .message = &message_matcher_need_finish, .want = want, .handle = handle};
