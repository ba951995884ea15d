/* SPDX-License-Identifier: MPL-2.0 */
/* The taxes of all documents issued from a day to a day: what is to be declared. */
#include "billing.h"
#include "handlers.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_tax_report *data = call->data;
    if (!may_act_for(call, (struct id){{0}})) {
        return refuse(batch, E_SCOPE, "data", "a key that may act for everybody");
    }
    if (data->to < data->from) {
        return refuse(batch, E_DATES, "data.to", "a day not before from");
    }
    const void *from = &data->from, *to = &data->to;
    struct param params[] = {param_of(COLUMN_DATE, &from), param_of(COLUMN_DATE, &to)};
    size_t count;
    void **rows = batch_select(batch, &table_tax_total, "select_tax_total",
                               (struct params){params, 2}, &count);
    struct tax_sum *sums = arena_alloc(batch_arena(batch), (count + 1) * sizeof *sums);
    for (size_t i = 0; i < count; i++) {
        const struct tax_total_row *row = rows[i];
        sums[i] = (struct tax_sum){.code = row->code,
                                   .currency = row->currency,
                                   .base_cents = row->base_cents,
                                   .amount_cents = row->amount_cents,
                                   .documents = row->documents};
    }
    batch_reply(batch,
                &(struct tax_report){.taxes = tax_sum_list(sums, count, batch_arena(batch))});
    return OK;
}

const struct handler handler_tax_report = {.message = &message_billing_tax_report,
                                           .handle = handle};
