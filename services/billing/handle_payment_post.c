/* SPDX-License-Identifier: MPL-2.0 */
/* A payer paid: its documents are paid as it says, or the oldest first; what is left is its credit. */
#include "billing.h"
#include "handlers.h"
#include "ledger.h"
#include "pay.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_payment_post *data = call->data;
    batch_want(batch, &table_payment, 1,
               store_source_key("payment", call->client, data->source_ref));
    settle_want(batch, data->payer);
    ledger_want(batch);
}

static int check(const struct billing *self, batch_t *batch, const struct call *call)
{
    const struct billing_payment_post *data = call->data;
    if (!directory_find(self->organisations, data->payer)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.payer", "a payer known here");
    }
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    return data->day > call->today ? refuse(batch, E_DATES, "data.day", "a day until today") : OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_payment_post *data = call->data;
    struct id source_key = store_source_key("payment", call->client, data->source_ref);
    size_t count;
    void **same = batch_find(batch, &table_payment, 1, source_key, &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct payment_row *)same[0])->id);
    }
    int result = check(context, batch, call);
    if (result != OK) {
        return result;
    }
    struct settling settling = {.currency = data->currency, .amount_cents = data->amount_cents};
    settling.items = settle_items(batch, data->payer, &settling.item_count);
    struct payment_part parts[PART_MAX];
    count = data->parts.count;
    if (count == 0) {
        count = settle_oldest(&settling, parts);
    } else if (!settle_as_said(&settling, data->parts, parts)) {
        return refuse(batch, E_PAYMENT, "data.parts",
                      "open documents of this payer and currency, not above what is open");
    }
    struct payment_row row = {
        .id = batch_id_new(batch),
        .source_key = source_key,
        .payer = data->payer,
        .day = data->day,
        .amount_cents = data->amount_cents,
        .currency = data->currency,
        .method = data->method,
        .reference = data->reference,
    };
    pay_keep(batch, &row, parts, count);
    return OK;
}

const struct handler handler_payment_post = {
    .message = &message_billing_payment_post, .want = want, .handle = handle};
