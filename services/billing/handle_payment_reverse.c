/* SPDX-License-Identifier: MPL-2.0 */
/* A payment did not hold: it is taken back with everything it paid, once. */
#include "billing.h"
#include "handlers.h"
#include "ledger.h"
#include "pay.h"
#include "proto/id.h"

static struct id reversal_key(struct id payment)
{
    return id_from_text("payment reversal", (struct view){payment.bytes, sizeof payment.bytes});
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_payment_reverse *data = call->data;
    batch_want(batch, &table_payment, 0, data->payment);
    batch_want(batch, &table_payment, 1, reversal_key(data->payment));
    batch_want(batch, &table_payment_part, 2, data->payment);
    ledger_want(batch);
}

/* Everything that the payment paid, below 0; false when some of its credit was paid back. */
static bool take_parts(batch_t *batch, const struct payment_row *payment,
                       struct payment_part ret_parts[PART_MAX], size_t *ret_count)
{
    size_t payment_count;
    void **rows = batch_find(batch, &table_payment_part, 2, payment->id, ret_count);
    void **payments = batch_find(batch, &table_payment, 2, payment->payer, &payment_count);
    for (size_t i = 0; i < *ret_count; i++) {
        const struct payment_part_row *part = rows[i];
        for (size_t j = 0; j < payment_count; j++) {
            if (id_equal(((const struct payment_row *)payments[j])->id, part->document)) {
                return false;
            }
        }
        ret_parts[i] = (struct payment_part){part->document, -part->amount_cents, 0};
    }
    return true;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_payment_reverse *data = call->data;
    const struct payment_row *payment = batch_load(batch, &table_payment, data->payment);
    if (!payment) {
        return refuse(batch, E_NOT_FOUND, "data.payment", "a payment");
    }
    if (!may_act_for(call, payment->payer)) {
        return refuse(batch, E_SCOPE, "data.payment", "one of an organisation of this key");
    }
    size_t count;
    batch_find(batch, &table_payment, 1, reversal_key(payment->id), &count);
    if (count || payment->amount_cents < 0) {
        return refuse(batch, E_REVERSED, "data.payment", "a payment that was not taken back");
    }
    struct payment_part parts[PART_MAX];
    if (!take_parts(batch, payment, parts, &count)) {
        return refuse(batch, E_CREDIT, "data.payment", "a payment of which nothing was paid back");
    }
    struct payment_row reversal = *payment;
    reversal.id = batch_id_new(batch);
    reversal.source_key = reversal_key(payment->id);
    reversal.day = call->today;
    reversal.amount_cents = -payment->amount_cents;
    reversal.reference = data->reason;
    reversal.reverses = payment->id;
    pay_keep(batch, &reversal, parts, count);
    return OK;
}

const struct handler handler_payment_reverse = {
    .message = &message_billing_payment_reverse, .want = want, .handle = handle};
