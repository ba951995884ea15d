/* SPDX-License-Identifier: MPL-2.0 */
/* A request is taken back, at any time before it is over. What the matcher has is freed by the matcher first;
 * what was done so far stays due. */
#include "draft.h"
#include "effect.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_withdraw *data = call->data;
    request_want_with_needs(batch, data->id);
}

static void tell(batch_t *batch, const struct request_row *row, struct view reason)
{
    if (row->state == REQUEST_WITHDRAWING) {
        emit_intake_request_withdrawing(
            batch, row->id, row->id,
            &(struct intake_request_withdrawing){.id = row->id,
                                                 .organisation = row->organisation,
                                                 .contact = row->contact,
                                                 .reason = reason});
        return;
    }
    request_tell_withdrawn(batch, row);
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
        tell(batch, request.row, data->reason);
    }
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_withdraw = {
    .message = &message_intake_request_withdraw, .want = want, .handle = handle};
