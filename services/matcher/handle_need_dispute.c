/* SPDX-License-Identifier: MPL-2.0 */
/* The contact does not agree that a need is done: it stays open until the professional says so again. */
#include "closing.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_dispute *data = call->data;
    offer_want(batch, store_plan_id(data->request));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_dispute *data = call->data;
    const struct closing closing = {data->request, data->need, ASSIGNMENT_DISPUTE,
                                    "a need that is finished"};
    struct assignment_row *assignment;
    int result = closing_find(batch, call, &closing, &assignment);
    if (result != OK) {
        return result;
    }
    timer_cancel(batch, TIMER_NEED_CLOSE, assignment->id);
    offer_move(batch, call, assignment, ASSIGNMENT_DISPUTE);
    const struct matcher_need_disputed event = {
        .request = assignment->request,
        .need = assignment->need,
        .assignment = assignment->id,
        .professional = assignment->professional,
        .by = call->envelope->actor.kind,
        .organisation = assignment->organisation,
        .service = assignment->service,
        .reason = data->reason,
    };
    emit_matcher_need_disputed(batch, assignment->id, assignment->request, &event);
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_need_dispute = {
    .message = &message_matcher_need_dispute, .want = want, .handle = handle};
