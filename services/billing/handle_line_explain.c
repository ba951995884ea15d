/* SPDX-License-Identifier: MPL-2.0 */
/* What is behind the amount that a payer pays for an engagement or object in a period. */
#include "explain.h"
#include "gather.h"
#include "handlers.h"
#include "period.h"
#include "price.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_line_explain *data = call->data;
    period_want(batch, data->period);
}

/* The latest market rate of a service at the end of the period; rows come by day. */
static const struct market_row *find_market(void **rows, size_t count, struct view service,
                                            const struct period_row *period)
{
    const struct market_row *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct market_row *row = rows[i];
        if (row->valid_from <= period->last_day && view_equal(row->service, service) &&
            view_equal(row->currency, period->currency)) {
            found = row;
        }
    }
    return found;
}

/* What the market asks for the engagement's work: told only when it is known for all of it. */
static void compare_market(batch_t *batch, const struct period_row *period, struct line_view *view)
{
    const void *values[] = {&period->first_day, &period->last_day, &view->object};
    const struct param params[] = {param_of(COLUMN_DATE, &values[0]),
                                   param_of(COLUMN_DATE, &values[1]),
                                   param_of(COLUMN_ID, &values[2])};
    size_t work_count, market_count;
    void **works = batch_select(batch, &table_work_sum, "sum_work_of_engagement",
                                (struct params){params, 3}, &work_count);
    void **markets = batch_select(batch, &table_market, "list_markets", NO_PARAMS, &market_count);
    bool known = true;
    for (size_t i = 0; i < work_count; i++) {
        const struct work_sum_row *work = works[i];
        const struct market_row *market = find_market(markets, market_count, work->service, period);
        known = known && market && work->minutes >= 0;
        view->minutes += work->minutes;
        view->market_cents += known ? price_work(work->minutes, market->hourly_cents) : 0;
    }
    view->market_cents = known ? view->market_cents : 0;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_line_explain *data = call->data;
    const struct period_row *period = period_load(batch, data->period);
    struct certificate certificate;
    struct line_view view = {.payer = data->payer, .object = data->object};
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    if (!gather_numbers(batch, period, &certificate)) {
        return refuse(batch, E_STATE, "data.period", "a period that is allocated or certified");
    }
    if (!explain_line(&certificate, self->pools, batch_arena(batch), &view)) {
        return refuse(batch, E_NOT_FOUND, "data.object", "one that the payer pays in the period");
    }
    view.period = period->code;
    view.currency = period->currency;
    view.number = certificate.number > period->certificate_count ? 0 : certificate.number;
    compare_market(batch, period, &view);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_line_explain = {
    .message = &message_billing_line_explain, .want = want, .handle = handle};
