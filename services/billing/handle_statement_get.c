/* SPDX-License-Identifier: MPL-2.0 */
/* A payer's account from a day to a day: what was owed before, what came, what was paid, what is owed, and how
 * old what is open is. */
#include "billing.h"
#include "handlers.h"
#include "open_items.h"

enum { SHOWN_MAX = 200 };

/* What the answer is made from; rows of the currency that was asked for. */
struct account {
    const struct billing_statement_get *data;
    struct open_item *items;
    size_t item_count;
    void **payments;
    size_t payment_count;
    arena_t *arena;
};

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_statement_get *data = call->data;
    batch_want(batch, &table_document, 3, data->payer);
    batch_want(batch, &table_payment, 2, data->payer);
    batch_want(batch, &table_payment_part, 1, data->payer);
}

static size_t keep_documents(void **rows, size_t count, struct view currency, int32_t to)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct document_row *row = rows[i];
        if (view_equal(row->currency, currency) && row->issued_on <= to) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

static size_t keep_payments(void **rows, size_t count, struct view currency, int32_t to)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct payment_row *row = rows[i];
        if (view_equal(row->currency, currency) && row->day <= to) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

/* Parts that count by the last day. */
static size_t keep_parts(void **parts, size_t count, int32_t to)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct payment_part_row *part = parts[i];
        if (part->day <= to) {
            parts[kept++] = parts[i];
        }
    }
    return kept;
}

static struct account load_account(batch_t *batch, const struct billing_statement_get *data)
{
    struct account account = {.data = data, .arena = batch_arena(batch)};
    size_t count, part_count;
    void **documents = batch_find(batch, &table_document, 3, data->payer, &count);
    count = keep_documents(documents, count, data->currency, data->to);
    account.payments = batch_find(batch, &table_payment, 2, data->payer, &account.payment_count);
    account.payment_count =
        keep_payments(account.payments, account.payment_count, data->currency, data->to);
    void **parts = batch_find(batch, &table_payment_part, 1, data->payer, &part_count);
    part_count = keep_parts(parts, part_count, data->to);
    account.items = arena_alloc(account.arena, (count + 1) * sizeof *account.items);
    account.item_count = count;
    open_items(documents, count, parts, part_count, account.items);
    return account;
}

static void add_age(struct statement_view *view, const struct open_item *item)
{
    int32_t days = view->to - item->document->due_on;
    int64_t *bucket = days <= 0    ? &view->not_due_cents
                      : days <= 30 ? &view->days_30_cents
                      : days <= 60 ? &view->days_60_cents
                      : days <= 90 ? &view->days_90_cents
                                   : &view->older_cents;
    *bucket += item->open_cents;
}

static void add_documents(const struct account *account, struct statement_view *view)
{
    struct document_entry *entries =
        arena_alloc(account->arena, (account->item_count + 1) * sizeof *entries);
    size_t shown = 0;
    for (size_t i = 0; i < account->item_count; i++) {
        const struct open_item *item = &account->items[i];
        add_age(view, item);
        if (item->document->issued_on < view->from) {
            view->opening_cents += item->document->total_cents;
            continue;
        }
        view->documents_cents += item->document->total_cents;
        if (shown < SHOWN_MAX) {
            entries[shown++] = open_item_entry(item, view->to);
        }
    }
    view->documents = document_entry_list(entries, shown, account->arena);
}

static void add_payments(const struct account *account, struct statement_view *view)
{
    struct payment_view *views =
        arena_alloc(account->arena, (account->payment_count + 1) * sizeof *views);
    size_t shown = 0;
    for (size_t i = 0; i < account->payment_count; i++) {
        const struct payment_row *row = account->payments[i];
        if (row->day < view->from) {
            view->opening_cents -= row->amount_cents;
            continue;
        }
        view->payments_cents += row->amount_cents;
        if (shown < SHOWN_MAX) {
            views[shown++] = (struct payment_view){.id = row->id,
                                                   .payer = row->payer,
                                                   .day = row->day,
                                                   .amount_cents = row->amount_cents,
                                                   .currency = row->currency,
                                                   .method = row->method,
                                                   .reference = row->reference,
                                                   .reverses = row->reverses};
        }
    }
    view->payments = payment_view_list(views, shown, account->arena);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_statement_get *data = call->data;
    if (!may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    if (data->to < data->from) {
        return refuse(batch, E_DATES, "data.to", "a day not before from");
    }
    struct account account = load_account(batch, data);
    struct statement_view view = {
        .payer = data->payer, .currency = data->currency, .from = data->from, .to = data->to};
    add_documents(&account, &view);
    add_payments(&account, &view);
    view.balance_cents = view.opening_cents + view.documents_cents - view.payments_cents;
    int64_t open_cents = view.not_due_cents + view.days_30_cents + view.days_60_cents +
                         view.days_90_cents + view.older_cents;
    view.credit_cents = open_cents - view.balance_cents;
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_statement_get = {
    .message = &message_billing_statement_get, .want = want, .handle = handle};
