/* SPDX-License-Identifier: MPL-2.0 */
/* What the private market asks for a service: information, never part of a price. */
#include "billing.h"
#include "handlers.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_market_put *data = call->data;
    batch_want(batch, &table_market, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_market_put *data = call->data;
    struct market_row *former = batch_load(batch, &table_market, data->id);
    int result = revision_check(batch, &table_market, former, data->expected_rev);
    if (result != OK) {
        return result;
    }
    struct market_row row = {
        .id = data->id,
        .service = data->service,
        .hourly_cents = data->hourly_cents,
        .currency = data->currency,
        .valid_from = data->valid_from,
        .source = data->source,
    };
    revision_put(batch, &table_market, &row, former);
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_market_put = {
    .message = &message_billing_market_put, .want = want, .handle = handle};
