/* SPDX-License-Identifier: MPL-2.0 */
/* Work on a need can begin: the first opens the engagement, capped by what the contact allowed; each further
 * one, or another professional for the same one, extends it. */
#include "cap.h"
#include "handlers.h"
#include "runtime/emit.h"

enum { STAFFED_MAX = 60 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_started *data = call->data;
    batch_want(batch, &table_engagement, 1, data->request);
    batch_want(batch, &table_share, 1, data->request);
    batch_want(batch, &table_quote, 0, data->quote);
}

static void tell_opened(batch_t *batch, const struct engagement_row *row,
                        const struct matcher_need_started *data)
{
    emit_billing_engagement_opened(batch, row->id, row->request,
                                   &(struct billing_engagement_opened){
                                       .id = row->id,
                                       .quote = row->quote,
                                       .plan = data->plan,
                                       .request = row->request,
                                       .organisation = row->organisation,
                                       .contact = row->contact,
                                       .cap_cents = row->cap_cents,
                                       .needs = list_of_bytes(row->needs),
                                   });
}

static void open_engagement(struct billing *self, batch_t *batch, const struct call *call,
                            const struct organisation_row *payer)
{
    const struct matcher_need_started *data = call->data;
    arena_t *arena = batch_arena(batch);
    const struct quote_row *quote = batch_load(batch, &table_quote, data->quote);
    int64_t reserve_ppm = quote ? quote->reserve_ppm : 0;
    size_t shares;
    batch_find(batch, &table_share, 1, data->request, &shares);
    struct engagement_row row = {
        .id = batch_id_new(batch),
        .quote = data->quote,
        .request = data->request,
        .organisation = data->organisation,
        .contact = data->contact,
        .state = state_find(&state_engagement, STATE_NONE, TRIGGER_NEED_STARTED)->to,
        .cap_cents = cap_within(self, payer, call->today, data->not_to_exceed_cents, reserve_ppm),
        .needs = list_bytes(staffed_need_list(&data->need, 1, arena), arena),
        .opened_at_us = call->now_us,
        .shared = shares > 0,
        .currency = quote ? quote->currency : (struct view){0},
        .reserve_ppm = reserve_ppm,
    };
    batch_insert(batch, &table_engagement, &row);
    tell_opened(batch, &row, data);
}

/* The needs with one more; none when this professional has this need already, or there is no room. */
static struct view add_need(const struct engagement_row *engagement,
                            const struct staffed_need *fresh, arena_t *arena)
{
    struct staffed_need all[STAFFED_MAX];
    struct list needs = list_of_bytes(engagement->needs);
    size_t count = 0;
    while (count < STAFFED_MAX && staffed_need_next(&needs, &all[count])) {
        if (id_equal(all[count].need, fresh->need) &&
            id_equal(all[count].professional, fresh->professional)) {
            return (struct view){0};
        }
        count++;
    }
    if (count == STAFFED_MAX) {
        return (struct view){0};
    }
    all[count++] = *fresh;
    return list_bytes(staffed_need_list(all, count, arena), arena);
}

static void extend(struct billing *self, batch_t *batch, const struct call *call,
                   struct engagement_row *engagement, const struct organisation_row *payer)
{
    const struct matcher_need_started *data = call->data;
    struct view needs = add_need(engagement, &data->need, batch_arena(batch));
    if (!needs.bytes) {
        batch_count(batch, BILLING_LATE, 1);
        return;
    }
    int64_t cap_cents =
        cap_within(self, payer, call->today, data->not_to_exceed_cents, engagement->reserve_ppm);
    batch_change(batch, &table_engagement, engagement);
    engagement->needs = needs;
    engagement->quote = data->quote;
    engagement->cap_cents = cap_cents > engagement->cap_cents ? cap_cents : engagement->cap_cents;
    emit_billing_engagement_extended(batch, engagement->id, engagement->request,
                                     &(struct billing_engagement_extended){
                                         .id = engagement->id,
                                         .request = engagement->request,
                                         .organisation = engagement->organisation,
                                         .contact = engagement->contact,
                                         .cap_cents = engagement->cap_cents,
                                         .need = data->need,
                                     });
}

/* A closed engagement stays closed: a request that was reopened gets a new one. */
static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct matcher_need_started *data = call->data;
    const struct organisation_row *payer = directory_find(self->organisations, data->organisation);
    if (!payer) {
        return park(batch, "the organisation of the plan is not known here");
    }
    size_t count;
    void **rows = batch_find(batch, &table_engagement, 1, data->request, &count);
    struct engagement_row *last = count ? rows[count - 1] : NULL;
    if (last && state_find(&state_engagement, (int)last->state, TRIGGER_NEED_STARTED)) {
        extend(self, batch, call, last, payer);
    } else {
        open_engagement(self, batch, call, payer);
    }
    return OK;
}

const struct handler handler_matcher_need_started = {
    .message = &message_matcher_need_started, .want = want, .handle = handle};
