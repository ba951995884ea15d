/* SPDX-License-Identifier: MPL-2.0 */
/* An organisation does not pay a tax. */
#include "billing.h"
#include "handlers.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_exemption_put *data = call->data;
    batch_want(batch, &table_exemption, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_exemption_put *data = call->data;
    if (data->valid_to != 0 && data->valid_to < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    struct exemption_row *former = batch_load(batch, &table_exemption, data->id);
    int result = revision_check(batch, &table_exemption, former, data->expected_rev);
    if (result != OK) {
        return result;
    }
    struct exemption_row row = {
        .id = data->id,
        .organisation = data->organisation,
        .tax = data->tax,
        .certificate = data->certificate,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
    };
    if (revision_put(batch, &table_exemption, &row, former)) {
        tariff_put_exemption(self->tariff, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_exemption_put = {
    .message = &message_billing_exemption_put, .want = want, .handle = handle};
