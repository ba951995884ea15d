/* SPDX-License-Identifier: MPL-2.0 */
/* A provisional hourly rate at cost is new or changes. */
#include "billing.h"
#include "handlers.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_rate_put *data = call->data;
    batch_want(batch, &table_rate, 0, data->id);
}

static void tell(batch_t *batch, const struct rate_row *row)
{
    emit_billing_rate_changed(batch, row->id, (struct id){{0}},
                              &(struct billing_rate_changed){
                                  .id = row->id,
                                  .service = row->service,
                                  .professional = row->professional,
                                  .hourly_cents = row->hourly_cents,
                                  .currency = row->currency,
                                  .valid_from = row->valid_from,
                                  .valid_to = row->valid_to,
                                  .rev = row->rev,
                              });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_rate_put *data = call->data;
    if (data->valid_to != 0 && data->valid_to < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    struct rate_row *former = batch_load(batch, &table_rate, data->id);
    int result = revision_check(batch, &table_rate, former, data->expected_rev);
    if (result != OK) {
        return result;
    }
    struct rate_row row = {
        .id = data->id,
        .service = data->service,
        .professional = data->professional,
        .hourly_cents = data->hourly_cents,
        .currency = data->currency,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
        .basis = data->basis,
    };
    if (revision_put(batch, &table_rate, &row, former)) {
        tariff_put_rate(self->tariff, &row);
        tell(batch, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_rate_put = {
    .message = &message_billing_rate_put, .want = want, .handle = handle};
