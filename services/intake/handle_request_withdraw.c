/* SPDX-License-Identifier: MPL-2.0 */
/* A request is taken back, at any time before it is over. What the matcher has is freed by the matcher first;
 * what was done so far stays due. */
#include "draft.h"
#include "effect.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_withdraw *data = call->data;
    request_want_with_needs(batch, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_withdraw *data = call->data;
    struct request request;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_WITHDRAW,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, &request) != OK) {
        return ERR_REFUSED;
    }
    struct draft draft = {.self = context, .batch = batch, .call = call};
    draft_begin(&draft, &request);
    draft_cancel(&draft);
    struct request_effect effect;
    if (data->dry_run) {
        effect = effect_of(&draft, request.row, request.taken->to);
        effect.dry_run = true;
    } else {
        effect = effect_settle(&draft, &request);
        if (request.row->state == REQUEST_WITHDRAWING) {
            request_tell_withdrawing(batch, request.row, data->reason);
        } else {
            request_tell_withdrawn(batch, request.row);
        }
    }
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_withdraw = {
    .message = &message_intake_request_withdraw, .want = want, .handle = handle};
