/* SPDX-License-Identifier: MPL-2.0 */
/* A payer's credit settles documents, the oldest credit first. */
#include "billing.h"
#include "credit.h"
#include "handlers.h"
#include "ledger.h"
#include "runtime/emit.h"

enum { USE_MAX = 200 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_credit_apply *data = call->data;
    settle_want(batch, data->payer);
    batch_want(batch, &table_payment, 2, data->payer);
    ledger_want(batch);
}

/* What is settled, and by which credit. */
struct uses {
    struct credit_part parts[USE_MAX];
    bool documents[USE_MAX]; /* the credit is a document */
    size_t count;
};

/* Shares the parts out among the credits; false when they cannot carry them all. */
static bool share_out(struct credit *credits, size_t credit_count, const struct payment_part *parts,
                      size_t count, struct uses *ret_uses)
{
    ret_uses->count = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t left_cents = parts[i].amount_cents;
        while (left_cents > 0) {
            const struct credit *credit = NULL;
            int64_t cents = ret_uses->count < USE_MAX
                                ? credit_take(credits, credit_count, left_cents, &credit)
                                : 0;
            if (cents == 0) {
                return false;
            }
            ret_uses->documents[ret_uses->count] = credit->document;
            ret_uses->parts[ret_uses->count++] =
                (struct credit_part){credit->source, parts[i].document, cents, 0};
            left_cents -= cents;
        }
    }
    return true;
}

static void keep_part(batch_t *batch, const struct payment_part_row *row)
{
    struct payment_part_row part = *row;
    part.id = batch_id_new(batch);
    batch_insert(batch, &table_payment_part, &part);
}

/* From the payer's credit to what it owes. A document that is a credit is part of that already. */
static void post(batch_t *batch, const struct call *call, const struct credit_part *use)
{
    const struct billing_credit_apply *data = call->data;
    arena_t *arena = batch_arena(batch);
    const struct view none = {0};
    const struct ledger_entry entries[] = {
        {ledger_account(ACCOUNT_PAYER_CREDIT, none, arena), use->amount_cents, 0},
        {ledger_account(ACCOUNT_RECEIVABLE, none, arena), -use->amount_cents, 0},
    };
    ledger_post(batch, &(struct ledger_draft){
                           .kind = LEDGER_PAYMENT,
                           .source = use->source,
                           .payer = data->payer,
                           .day = call->today,
                           .currency = data->currency,
                           .entries = entries,
                           .count = sizeof entries / sizeof *entries,
                       });
}

static void keep(batch_t *batch, const struct call *call, const struct uses *uses)
{
    const struct billing_credit_apply *data = call->data;
    for (size_t i = 0; i < uses->count; i++) {
        const struct credit_part *use = &uses->parts[i];
        struct payment_part_row row = {.payment = use->source,
                                       .payer = data->payer,
                                       .document = use->document,
                                       .amount_cents = use->amount_cents,
                                       .day = call->today};
        keep_part(batch, &row);
        if (uses->documents[i]) {
            row.document = use->source;
            row.amount_cents = -use->amount_cents;
            keep_part(batch, &row);
        } else {
            post(batch, call, use);
        }
    }
}

static void tell(batch_t *batch, const struct billing_credit_apply *data, const struct uses *uses,
                 int64_t left_cents)
{
    struct credit_view view = {
        .payer = data->payer,
        .currency = data->currency,
        .parts = credit_part_list(uses->parts, uses->count, batch_arena(batch)),
        .left_cents = left_cents,
    };
    if (uses->count > 0) {
        emit_billing_credit_applied(batch, data->payer, (struct id){{0}},
                                    &(struct billing_credit_applied){.credit = view});
    }
    batch_reply(batch, &view);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_credit_apply *data = call->data;
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    struct credit *credits;
    struct settling settling = {.currency = data->currency};
    settling.items = settle_items(batch, data->payer, &settling.item_count);
    size_t credit_count = credit_load(batch, data->payer, &settling, &credits);
    settling.amount_cents = credit_sum(credits, credit_count);
    struct payment_part parts[PART_MAX];
    size_t count = data->parts.count;
    bool fits = count == 0 || settle_as_said(&settling, data->parts, parts);
    if (count == 0) {
        count = settle_oldest(&settling, parts);
    }
    struct uses *uses = arena_alloc(batch_arena(batch), sizeof *uses);
    bool whole = fits && share_out(credits, credit_count, parts, count, uses);
    if (!fits || (!whole && data->parts.count > 0)) {
        return refuse(
            batch, E_PAYMENT, "data.parts",
            "open documents of this payer and currency, within what is open and the credit");
    }
    keep(batch, call, uses);
    int64_t left_cents = settling.amount_cents;
    for (size_t i = 0; i < uses->count; i++) {
        left_cents -= uses->parts[i].amount_cents;
    }
    tell(batch, data, uses, left_cents);
    return OK;
}

const struct handler handler_credit_apply = {
    .message = &message_billing_credit_apply, .want = want, .handle = handle};
