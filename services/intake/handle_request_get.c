/* SPDX-License-Identifier: MPL-2.0 */
/* A request as it stands; its words only for those who may read personal data. */
#include <assert.h>

#include "handlers.h"
#include "request.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_get *data = call->data;
    batch_want(batch, &table_request, 0, data->id);
    batch_want(batch, &table_need, 1, data->id);
}

static struct list needs_of(batch_t *batch, struct id request)
{
    size_t count;
    void **rows = batch_find(batch, &table_need, 1, request, &count);
    struct need needs[NEEDS_MAX];
    assert(count <= NEEDS_MAX);
    for (size_t i = 0; i < count; i++) {
        needs[i] = request_need_of(rows[i]);
    }
    return need_list(needs, count, batch_arena(batch));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_get *data = call->data;
    const struct request_row *row = batch_load(batch, &table_request, data->id);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.id", "the id of a request");
    }
    if (!may_act_for(call, row->organisation)) {
        return refuse(batch, E_SCOPE, "data.id",
                      "a request of an organisation the key may act for");
    }
    const struct request_view answer = {
        .id = row->id,
        .state = (int)row->state,
        .organisation = row->organisation,
        .contact = row->contact,
        .class = (int)row->class,
        .path = list_of_bytes(row->path),
        .text = may_read_pii(call) ? person_open(batch, row->text) : (struct view){0},
        .needs = needs_of(batch, row->id),
        .submitted_at_us = row->submitted_at_us,
        .urgency = (int)row->urgency,
        .source_ref = row->source_ref,
    };
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_request_get = {
    .message = &message_intake_request_get, .want = want, .handle = handle};
