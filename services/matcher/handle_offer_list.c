/* SPDX-License-Identifier: MPL-2.0 */
/* Offers of a request, or of a professional, as they stand. */
#include "handlers.h"
#include "matcher.h"

enum { OFFERS_MAX = 200 };

static struct offer_view view_of_row(const struct assignment_row *row)
{
    return (struct offer_view){
        .assignment = row->id,
        .plan = row->plan,
        .request = row->request,
        .need = row->need,
        .service = row->service,
        .professional = row->professional,
        .minutes = row->minutes,
        .state = (int)row->state,
        .expires_at_us = row->expires_at_us,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_offer_list *data = call->data;
    bool by_request = !id_none(data->request);
    if (by_request != id_none(data->professional)) {
        return refuse(batch, E_FIELD_MISSING, "data.request", "either request or professional");
    }
    int64_t limit = data->limit ? data->limit : OFFERS_MAX;
    size_t count;
    void **rows =
        by_request
            ? store_page_by_plan(batch, store_plan_id(data->request), data->after, limit, &count)
            : store_page_by_professional(batch, data->professional, data->after, limit, &count);
    struct offer_view offers[OFFERS_MAX];
    size_t told_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct assignment_row *row = rows[i];
        /* Offers for other organisations are none of the sender's business. */
        if (may_act_for(call, row->organisation)) {
            offers[told_count++] = view_of_row(row);
        }
    }
    batch_reply(batch, &(struct offer_page){
                           .offers = offer_view_list(offers, told_count, batch_arena(batch))});
    return OK;
}

const struct handler handler_offer_list = {.message = &message_matcher_offer_list,
                                           .handle = handle};
