/* SPDX-License-Identifier: MPL-2.0 */
/* What an hour of a service costs: teams found from now on are priced with it. */
#include "handlers.h"
#include "matcher.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_rate_changed *data = call->data;
    batch_want(batch, &table_rate, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct billing_rate_changed *data = call->data;
    struct rate_row *former = batch_load(batch, &table_rate, data->id);
    const struct rate_row row = {
        .id = data->id,
        .rev = data->rev,
        .service = data->service,
        .professional = data->professional,
        .hourly_cents = data->hourly_cents,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
    };
    if (former && former->rev >= row.rev) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    batch_put(batch, &table_rate, &row);
    rates_put(self->rates, &row);
    return OK;
}

const struct handler handler_billing_rate_changed = {
    .message = &message_billing_rate_changed, .want = want, .handle = handle};
