/* SPDX-License-Identifier: MPL-2.0 */
/* The period after the last one begins. */
#include "handlers.h"
#include "period.h"

enum { PERIOD_DAYS_MAX = 400 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_period_open *data = call->data;
    period_want(batch, data->code);
}

static int check(const struct billing *self, batch_t *batch, const struct call *call)
{
    const struct billing_period_open *data = call->data;
    const struct period_row *last = period_last(self);
    if (data->last_day < data->first_day || data->last_day - data->first_day >= PERIOD_DAYS_MAX) {
        return refuse(batch, E_PERIOD_DAYS, "data.last_day", "1 to 400 days");
    }
    if (period_load(batch, data->code)) {
        return refuse(batch, E_STATE, "data.code", "a code that no period has");
    }
    if (last && data->first_day != last->last_day + 1) {
        char day[DATE_TEXT_SIZE];
        return refuse(batch, E_PERIOD_DAYS, "data.first_day", date_print(last->last_day + 1, day));
    }
    return state_check(batch, call, state_find(&state_period, STATE_NONE, TRIGGER_OPEN),
                       "data.code", "a new period");
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_open *data = call->data;
    int result = check(self, batch, call);
    if (result != OK) {
        return result;
    }
    struct period_row *period =
        batch_insert(batch, &table_period,
                     &(struct period_row){
                         .id = period_id(data->code),
                         .rev = 1,
                         .code = data->code,
                         .first_day = data->first_day,
                         .last_day = data->last_day,
                         .fiscal_year = data->fiscal_year,
                         .currency = data->currency,
                         .state = state_find(&state_period, STATE_NONE, TRIGGER_OPEN)->to,
                         .entry_rev = 1,
                     });
    period_keep(self, period);
    struct period_view view = period_view_of(period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_open = {
    .message = &message_billing_period_open, .want = want, .handle = handle};
