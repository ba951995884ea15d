/* SPDX-License-Identifier: MPL-2.0 */
/* Credit is paid back: a payment below 0, which uses the oldest credit first. */
#include <stdio.h>

#include "billing.h"
#include "credit.h"
#include "handlers.h"
#include "ledger.h"
#include "pay.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_credit_refund *data = call->data;
    batch_want(batch, &table_payment, 1,
               store_source_key("payment", call->client, data->source_ref));
    settle_want(batch, data->payer);
    batch_want(batch, &table_payment, 2, data->payer);
    ledger_want(batch);
}

/* What is paid back of credit notes, and what of payments; of each, parts of document or payment. */
struct refund {
    struct payment_part notes[PART_MAX], payments[PART_MAX];
    size_t note_count, payment_count;
};

static int share_out(batch_t *batch, const struct billing_credit_refund *data,
                     struct refund *ret_refund)
{
    struct credit *credits;
    struct settling settling = {.currency = data->currency};
    settling.items = settle_items(batch, data->payer, &settling.item_count);
    size_t credit_count = credit_load(batch, data->payer, &settling, &credits);
    int64_t left_cents = data->amount_cents;
    while (left_cents > 0 && ret_refund->note_count < PART_MAX &&
           ret_refund->payment_count < PART_MAX) {
        const struct credit *credit = NULL;
        int64_t cents = credit_take(credits, credit_count, left_cents, &credit);
        if (cents == 0) {
            break;
        }
        if (credit->document) {
            ret_refund->notes[ret_refund->note_count++] =
                (struct payment_part){credit->source, -cents, 0};
        } else {
            ret_refund->payments[ret_refund->payment_count++] =
                (struct payment_part){credit->source, cents, 0};
        }
        left_cents -= cents;
    }
    if (left_cents > 0) {
        char expected[60];
        snprintf(expected, sizeof expected, "at most %lld",
                 (long long)(data->amount_cents - left_cents));
        return refuse(batch, E_CREDIT, "data.amount_cents", expected);
    }
    return OK;
}

static int check(batch_t *batch, const struct call *call, struct id source_key)
{
    const struct billing_credit_refund *data = call->data;
    size_t count;
    void **same = batch_find(batch, &table_payment, 1, source_key, &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct payment_row *)same[0])->id);
    }
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    return data->day > call->today ? refuse(batch, E_DATES, "data.day", "a day until today") : OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_credit_refund *data = call->data;
    struct id source_key = store_source_key("payment", call->client, data->source_ref);
    struct refund refund = {.note_count = 0};
    int result = check(batch, call, source_key);
    if (result == OK) {
        result = share_out(batch, data, &refund);
    }
    if (result != OK) {
        return result;
    }
    struct payment_row row = {
        .id = batch_id_new(batch),
        .source_key = source_key,
        .payer = data->payer,
        .day = data->day,
        .amount_cents = -data->amount_cents,
        .currency = data->currency,
        .method = data->method,
        .reference = data->reference,
    };
    pay_keep(batch, &row, refund.notes, refund.note_count);
    for (size_t i = 0; i < refund.payment_count; i++) {
        batch_insert(batch, &table_payment_part,
                     &(struct payment_part_row){.id = batch_id_new(batch),
                                                .payment = refund.payments[i].document,
                                                .payer = row.payer,
                                                .document = row.id,
                                                .amount_cents = refund.payments[i].amount_cents,
                                                .day = row.day});
    }
    return OK;
}

const struct handler handler_credit_refund = {
    .message = &message_billing_credit_refund, .want = want, .handle = handle};
