/* SPDX-License-Identifier: MPL-2.0 */
/* A person who knows the case suggests a further need, with what it rests on. It waits for the contact, who
 * decides with the plan, or for an adviser. */
#include "draft.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_need_suggest *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int check(struct draft *draft, struct request *request)
{
    const struct intake_need_suggest *data = draft->call->data;
    batch_t *batch = draft->batch;
    const struct taking taking = {.id = data->request,
                                  .path = "data.request",
                                  .trigger = TRIGGER_SUGGEST,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, draft->call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    struct view reason = map_bytes(data->reason, batch_arena(batch));
    if (store_check_labels(batch, "data.reason", reason) != OK) {
        return ERR_REFUSED;
    }
    draft_begin(draft, request);
    if (draft_wish(draft, &data->need, 0, NEED_TRIGGER_SUGGEST_PERSON) != OK) {
        return ERR_REFUSED;
    }
    struct need_row *row = &draft->items[draft->count - 1].row;
    row->provenance = PROVENANCE_PERSON;
    row->reason = reason;
    row->evidence = data->evidence;
    row->suggested_by = draft->call->envelope->actor.id;
    return draft_link(draft);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct draft draft = {.self = context, .batch = batch, .call = call, .list = "data.need"};
    struct request request;
    if (check(&draft, &request) != OK) {
        return ERR_REFUSED;
    }
    struct id need = draft.items[draft.count - 1].row.id;
    draft_store(&draft, &request);
    request_enter(context, batch, request.row, (int)request.row->state, call->now_us);
    if (request_is_running(request.row)) {
        request_tell_confirmed(context, batch, &request, CONFIRM_UPDATE);
    }
    batch_count(batch, INTAKE_SUGGESTED, 1);
    batch_reply(batch, &(struct changed){.id = need, .rev = request.row->rev});
    return OK;
}

const struct handler handler_need_suggest = {
    .message = &message_intake_need_suggest, .want = want, .handle = handle};
