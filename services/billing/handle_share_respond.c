/* SPDX-License-Identifier: MPL-2.0 */
/* A payer answers for itself: only a key that may act for it can bind it. */
#include "billing.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_share_respond *data = call->data;
    batch_want(batch, &table_share, 0, data->share);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_share_respond *data = call->data;
    struct share_row *share = batch_load(batch, &table_share, data->share);
    if (!share) {
        return refuse(batch, E_NOT_FOUND, "data.share", "a proposed share");
    }
    if (!may_act_for(call, share->organisation)) {
        return refuse(batch, E_SCOPE, "data.share", "one of an organisation of this key");
    }
    enum trigger trigger = data->decision == DECISION_ACCEPT ? TRIGGER_ACCEPT : TRIGGER_REFUSE;
    const struct transition *step = state_find(&state_share, (int)share->state, (int)trigger);
    int result = state_check(batch, call, step, "data.share", "a share that waits for an answer");
    if (result != OK) {
        return result;
    }
    batch_change(batch, &table_share, share);
    share->state = step->to;
    emit_billing_share_decided(batch, share->id, share->request,
                               &(struct billing_share_decided){
                                   .id = share->id,
                                   .request = share->request,
                                   .organisation = share->organisation,
                                   .state = (int)share->state,
                               });
    return OK;
}

const struct handler handler_share_respond = {
    .message = &message_billing_share_respond, .want = want, .handle = handle};
