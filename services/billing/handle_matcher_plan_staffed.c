/* SPDX-License-Identifier: MPL-2.0 */
/* Everybody on the team has accepted: the engagement opens, capped by what the contact allowed. */
#include "billing.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_staffed *data = call->data;
    batch_want(batch, &table_engagement, 1, data->request);
    batch_want(batch, &table_share, 1, data->request);
}

/* The limit was set on a total with taxes; work is counted net. */
static int64_t cap_of(const struct billing *self, const struct matcher_plan_staffed *data,
                      const struct organisation_row *payer, int32_t day)
{
    const struct tax_row *taxes[TAX_LINE_MAX];
    size_t count = tariff_taxes(self->tariff, payer->region, day, taxes);
    return price_net_within(taxes, count, data->not_to_exceed_cents);
}

static void tell(batch_t *batch, const struct engagement_row *row,
                 const struct matcher_plan_staffed *data)
{
    emit_billing_engagement_opened(batch, row->id, row->request,
                                   &(struct billing_engagement_opened){
                                       .id = row->id,
                                       .quote = row->quote,
                                       .plan = data->id,
                                       .request = row->request,
                                       .organisation = row->organisation,
                                       .contact = row->contact,
                                       .cap_cents = row->cap_cents,
                                       .needs = data->needs,
                                   });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct matcher_plan_staffed *data = call->data;
    size_t count;
    batch_find(batch, &table_engagement, 1, data->request, &count);
    if (count) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    const struct organisation_row *payer = directory_find(self->organisations, data->organisation);
    if (!payer) {
        return park(batch, "the organisation of the plan is not known here");
    }
    struct engagement_row row = {
        .id = batch_id_new(batch),
        .quote = data->quote,
        .request = data->request,
        .organisation = data->organisation,
        .contact = data->contact,
        .state = state_find(&state_engagement, STATE_NONE, TRIGGER_PLAN_STAFFED)->to,
        .cap_cents = cap_of(self, data, payer, call->today),
        .needs = list_bytes(data->needs, batch_arena(batch)),
        .opened_at_us = call->now_us,
    };
    batch_find(batch, &table_share, 1, data->request, &count);
    row.shared = count > 0;
    batch_insert(batch, &table_engagement, &row);
    tell(batch, &row, data);
    return OK;
}

const struct handler handler_matcher_plan_staffed = {
    .message = &message_matcher_plan_staffed, .want = want, .handle = handle};
