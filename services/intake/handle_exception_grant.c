/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser lets an organisation without a path be served until a day, as a by-law allows. */
#include "draft.h"
#include "effect.h"
#include "exception.h"
#include "handlers.h"
#include "sketch.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_exception_grant *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_exception_grant *data = call->data;
    struct request request;
    const struct taking taking = {
        .id = data->request, .path = "data.request", .trigger = TRIGGER_EXCEPTION_GRANT};
    if (request_take(batch, call, &taking, &request) != OK) {
        return ERR_REFUSED;
    }
    if (data->valid_to < call->today) {
        return refuse(batch, E_DATES, "data.valid_to", "today or a later day");
    }
    exception_store(context, batch, call, request.row,
                    &(struct ruling){.granted = true,
                                     .by_law = data->by_law,
                                     .reason = data->reason,
                                     .valid_to = data->valid_to});
    sketch_settle(context, batch, call, request.row->organisation, ORGANISATION_ACTIVE);
    request_enter(context, batch, request.row, request.taken->to, call->now_us);
    request_tell_confirmed(context, batch, &request, CONFIRM_EXCEPTION);
    struct request_effect effect = effect_of_request(batch, &request);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_exception_grant = {
    .message = &message_intake_exception_grant, .want = want, .handle = handle};
