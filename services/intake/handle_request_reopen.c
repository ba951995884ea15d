/* SPDX-License-Identifier: MPL-2.0 */
/* A completed request is opened again: what is left to be done becomes new needs, so that what is closed and
 * billed stays as it is. */
#include "draft.h"
#include "effect.h"
#include "handlers.h"
#include "runtime/emit.h"

static const int64_t day_us = INT64_C(86400000000);

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_reopen *data = call->data;
    request_want_with_needs(batch, data->id);
}

static int check(const struct intake *self, batch_t *batch, const struct call *call,
                 struct request *request)
{
    const struct intake_request_reopen *data = call->data;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_REOPEN,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    int64_t days = self->settings->reopen_days;
    if (call->now_us - request->row->completed_at_us > days * day_us) {
        struct view expected =
            arena_print(batch_arena(batch), "within %lld days of its completion", (long long)days);
        return refuse(batch, E_REOPEN_LATE, "data.id", (const char *)expected.bytes);
    }
    return OK;
}

/* The needs that are named, or all, as new ones. */
static int repeat(struct draft *draft, struct list ids)
{
    size_t before = draft->count;
    for (size_t i = 0; ids.count == 0 && i < before; i++) {
        if (draft->items[i].row.state == NEED_CLOSED && !draft_repeat(draft, &draft->items[i])) {
            return refuse(draft->batch, E_NEEDS_FULL, "data.needs", "45 needs in all");
        }
    }
    struct id id;
    for (size_t place = 0; list_next_id(&ids, &id); place++) {
        struct view path = arena_print(batch_arena(draft->batch), "data.needs[%zu]", place);
        struct draft_need *item = draft_find_id(draft, id);
        if (!item || item->row.state != NEED_CLOSED || draft_find(draft, item->row.service)) {
            return refuse(draft->batch, E_NOT_CLOSED, (const char *)path.bytes,
                          "a closed need, once");
        }
        if (!draft_repeat(draft, item)) {
            return refuse(draft->batch, E_NEEDS_FULL, (const char *)path.bytes, "45 needs in all");
        }
    }
    return draft_link(draft);
}

static void tell(batch_t *batch, const struct request *request, struct view reason)
{
    const struct request_row *row = request->row;
    struct id ids[NEEDS_EVER_MAX];
    size_t count = 0;
    for (size_t i = 0; i < request->need_count; i++) {
        if (need_lives(request->needs[i])) {
            ids[count++] = request->needs[i]->id;
        }
    }
    emit_intake_request_reopened(batch, row->id, row->id,
                                 &(struct intake_request_reopened){
                                     .id = row->id,
                                     .organisation = row->organisation,
                                     .contact = row->contact,
                                     .needs = list_pack_ids(ids, count, batch_arena(batch)),
                                     .reason = reason,
                                 });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_reopen *data = call->data;
    struct request request;
    if (check(context, batch, call, &request) != OK) {
        return ERR_REFUSED;
    }
    struct draft draft = {.self = context, .batch = batch, .call = call, .list = "data.needs"};
    draft_begin(&draft, &request);
    if (repeat(&draft, data->needs) != OK) {
        return ERR_REFUSED;
    }
    struct request_effect effect = effect_settle(&draft, &request);
    tell(batch, &request, data->reason);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_reopen = {
    .message = &message_intake_request_reopen, .want = want, .handle = handle};
