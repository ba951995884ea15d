/* SPDX-License-Identifier: MPL-2.0 */
/* A need is closed; when no other is open, the whole request is completed. */
#include "handlers.h"
#include "request.h"
#include "runtime/emit.h"

enum { TOLD_MAX = 15 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_closed *data = call->data;
    request_want_with_needs(batch, data->request);
}

static bool is_all_over(const struct request *request)
{
    for (size_t i = 0; i < request->need_count; i++) {
        if (need_lives(request->needs[i])) {
            return false;
        }
    }
    return true;
}

static void tell(batch_t *batch, const struct request *request)
{
    const struct request_row *row = request->row;
    struct id ids[TOLD_MAX];
    size_t count = 0;
    /* From the newest: after a reopening there may be more than fifteen. */
    for (size_t i = request->need_count; i > 0 && count < TOLD_MAX; i--) {
        if (request->needs[i - 1]->state == NEED_CLOSED) {
            ids[count++] = request->needs[i - 1]->id;
        }
    }
    emit_intake_request_completed(batch, row->id, row->id,
                                  &(struct intake_request_completed){
                                      .id = row->id,
                                      .organisation = row->organisation,
                                      .contact = row->contact,
                                      .needs = list_pack_ids(ids, count, batch_arena(batch)),
                                  });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_need_closed *data = call->data;
    int result = request_news(batch, data->request, data->need, NEED_TRIGGER_CLOSED);
    struct request_row *row = batch_load(batch, &table_request, data->request);
    if (result != OK || !row || !request_is_running(row)) {
        return result;
    }
    struct request request = request_of(batch, row);
    if (!is_all_over(&request)) {
        return OK;
    }
    result = request_move(context, batch, call, row->id, TRIGGER_NEEDS_CLOSED);
    if (result == OK) {
        row->completed_at_us = call->now_us;
        tell(batch, &request);
    }
    return result;
}

const struct handler handler_matcher_need_closed = {
    .message = &message_matcher_need_closed, .want = want, .handle = handle};
