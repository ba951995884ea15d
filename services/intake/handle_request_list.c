/* SPDX-License-Identifier: MPL-2.0 */
/* Requests of an organisation, or those that wait for a person of the co-operative. */
#include "desk.h"
#include "handlers.h"
#include "request.h"

enum { LIST_MAX = 200 };

static struct request_line line_of(const struct request_row *row)
{
    return (struct request_line){
        .id = row->id,
        .state = (int)row->state,
        .organisation = row->organisation,
        .urgency = (int)row->urgency,
        .deadline = row->deadline,
        .submitted_at_us = row->submitted_at_us,
        .rev = row->rev,
    };
}

/* One organisation, or a state of those that wait for a person. */
static int check(batch_t *batch, const struct call *call, int state)
{
    const struct intake_request_list *data = call->data;
    if (data->state.size > 0 && state < 0) {
        return refuse(batch, E_FIELD_CHOICE, "data.state", "a state of requests");
    }
    if (id_none(data->organisation) && (state < 0 || !desk_holds(state))) {
        return refuse(batch, E_LIST_SCOPE, "data.organisation",
                      "an organisation, or flagged, triage, awaiting_info, unmet, withdrawing or "
                      "reopened as the state");
    }
    if (!id_none(data->organisation) && !may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    return OK;
}

static void **read_page(batch_t *batch, const struct intake_request_list *data, int state,
                        size_t *ret_count)
{
    int64_t limit = data->limit ? data->limit : LIST_MAX, number = state;
    return id_none(data->organisation)
               ? store_page_by_desk(batch, data->after, number, limit, ret_count)
               : store_page_by_organisation(batch, data, number, limit, ret_count);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_list *data = call->data;
    int state = data->state.size > 0 ? choice_find(&choices_request_state, data->state) : -1;
    if (check(batch, call, state) != OK) {
        return ERR_REFUSED;
    }
    size_t count, told_count = 0;
    void **rows = read_page(batch, data, state, &count);
    struct request_line lines[LIST_MAX];
    for (size_t i = 0; i < count; i++) {
        const struct request_row *row = rows[i];
        if (may_act_for(call, row->organisation)) {
            lines[told_count++] = line_of(row);
        }
    }
    size_t limit = data->limit ? (size_t)data->limit : LIST_MAX;
    const struct request_row *last = count == limit ? rows[count - 1] : NULL;
    batch_reply(batch, &(struct request_page){
                           .requests = request_line_list(lines, told_count, batch_arena(batch)),
                           .next = last ? last->id : (struct id){{0}}});
    return OK;
}

const struct handler handler_request_list = {.message = &message_intake_request_list,
                                             .handle = handle};
