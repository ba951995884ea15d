/* SPDX-License-Identifier: MPL-2.0 */
/* A tax of a region is new or changes. */
#include "billing.h"
#include "handlers.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_tax_put *data = call->data;
    batch_want(batch, &table_tax, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_tax_put *data = call->data;
    if (data->valid_to != 0 && data->valid_to < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    struct tax_row *former = batch_load(batch, &table_tax, data->id);
    int result = revision_check(batch, &table_tax, former, data->expected_rev);
    if (result != OK) {
        return result;
    }
    struct tax_row row = {
        .id = data->id,
        .code = data->code,
        .labels = map_bytes(data->labels, batch_arena(batch)),
        .region = data->region,
        .rate_ppm = data->rate_ppm,
        .base = data->base,
        .rank = data->rank,
        .registration = data->registration,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
        .mode = data->mode,
        .scope = data->scope,
        .rounding = data->rounding,
        .instead_of = data->instead_of,
        .exempt = list_bytes(data->exempt, batch_arena(batch)),
    };
    if (!tariff_has_room(self->tariff, &row)) {
        return refuse(batch, E_FIELD_COUNT, "data.region", "at most 8 taxes in a place on a day");
    }
    if (revision_put(batch, &table_tax, &row, former)) {
        tariff_put_tax(self->tariff, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_tax_put = {
    .message = &message_billing_tax_put, .want = want, .handle = handle};
