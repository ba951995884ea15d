/* SPDX-License-Identifier: MPL-2.0 */
/* Keeping a payment. */
#include "pay.h"

#include "ledger.h"
#include "runtime/emit.h"

static int64_t sum_parts(const struct payment_part *parts, size_t count)
{
    int64_t sum_cents = 0;
    for (size_t i = 0; i < count; i++) {
        sum_cents += parts[i].amount_cents;
    }
    return sum_cents;
}

/* Cash against what the payer owes, and its credit. */
static void post(batch_t *batch, const struct payment_row *payment, int64_t paid_cents)
{
    arena_t *arena = batch_arena(batch);
    const struct view none = {0};
    const struct ledger_entry entries[] = {
        {ledger_account(ACCOUNT_CASH, none, arena), payment->amount_cents, 0},
        {ledger_account(ACCOUNT_RECEIVABLE, none, arena), -paid_cents, 0},
        {ledger_account(ACCOUNT_PAYER_CREDIT, none, arena), paid_cents - payment->amount_cents, 0},
    };
    ledger_post(batch, &(struct ledger_draft){
                           .kind = LEDGER_PAYMENT,
                           .source = payment->id,
                           .payer = payment->payer,
                           .day = payment->day,
                           .currency = payment->currency,
                           .text = payment->reference,
                           .entries = entries,
                           .count = sizeof entries / sizeof *entries,
                       });
}

void pay_keep(batch_t *batch, const struct payment_row *payment, const struct payment_part *parts,
              size_t count)
{
    int64_t paid_cents = sum_parts(parts, count);
    batch_insert(batch, &table_payment, payment);
    for (size_t i = 0; i < count; i++) {
        batch_insert(batch, &table_payment_part,
                     &(struct payment_part_row){.id = batch_id_new(batch),
                                                .payment = payment->id,
                                                .payer = payment->payer,
                                                .document = parts[i].document,
                                                .amount_cents = parts[i].amount_cents,
                                                .day = payment->day});
    }
    post(batch, payment, paid_cents);
    struct payment_view view = {
        .id = payment->id,
        .payer = payment->payer,
        .day = payment->day,
        .amount_cents = payment->amount_cents,
        .currency = payment->currency,
        .method = payment->method,
        .reference = payment->reference,
        .parts = payment_part_list(parts, count, batch_arena(batch)),
        .credit_cents = payment->amount_cents - paid_cents,
        .reverses = payment->reverses,
    };
    emit_billing_payment_posted(batch, payment->payer, (struct id){{0}},
                                &(struct billing_payment_posted){.payment = view});
    batch_reply(batch, &view);
}
