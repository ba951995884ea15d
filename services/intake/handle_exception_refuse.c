/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser decides that a request cannot be served: there is no membership, and no by-law allows it. */
#include "draft.h"
#include "effect.h"
#include "exception.h"
#include "handlers.h"
#include "runtime/emit.h"
#include "sketch.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_exception_refuse *data = call->data;
    request_want_with_needs(batch, data->request);
}

static void tell(batch_t *batch, const struct request_row *row, struct view by_law)
{
    emit_intake_request_ineligible(
        batch, row->id, row->id,
        &(struct intake_request_ineligible){.id = row->id,
                                            .organisation = row->organisation,
                                            .contact = row->contact,
                                            .by_law = by_law});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_exception_refuse *data = call->data;
    struct request request;
    const struct taking taking = {
        .id = data->request, .path = "data.request", .trigger = TRIGGER_EXCEPTION_REFUSE};
    if (request_take(batch, call, &taking, &request) != OK) {
        return ERR_REFUSED;
    }
    struct draft draft = {.self = context, .batch = batch, .call = call};
    draft_begin(&draft, &request);
    draft_cancel(&draft);
    struct request_effect effect = effect_settle(&draft, &request);
    exception_store(context, batch, call, request.row,
                    &(struct ruling){.by_law = data->by_law, .reason = data->reason});
    sketch_settle(context, batch, call, request.row->organisation, ORGANISATION_LEFT);
    tell(batch, request.row, data->by_law);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_exception_refuse = {
    .message = &message_intake_exception_refuse, .want = want, .handle = handle};
