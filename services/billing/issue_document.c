/* SPDX-License-Identifier: MPL-2.0 */
/* Issuing a document. */
#include "issue_document.h"

#include <assert.h>

#include "invoice.h"
#include "ledger.h"
#include "number.h"
#include "number_format.h"
#include "period.h"
#include "runtime/emit.h"
#include "series.h"
#include "tax.h"

/* Amounts beyond this are mistakes: 2^53 minor units, so that eight taxes and their sum fit in 64 bits. */
static const int64_t amount_limit_cents = INT64_C(1) << 53;

void issue_document_want(const struct billing *self, batch_t *batch, const struct call *call,
                         int kind)
{
    series_want(self, batch, kind, call->today);
    ledger_want(batch);
}

int issue_document_fault(const struct document_draft *draft)
{
    __int128 net_cents = 0;
    for (size_t i = 0; i < draft->line_count; i++) {
        net_cents += draft->lines[i].amount_cents;
    }
    return net_cents > amount_limit_cents || net_cents < -amount_limit_cents ? E_AMOUNT : 0;
}

/* The document's amounts; ret_taxed has its taxes. */
static struct document_view price_document(const struct billing *self, batch_t *batch,
                                           const struct call *call,
                                           const struct document_draft *draft,
                                           struct taxed *ret_taxed)
{
    arena_t *arena = batch_arena(batch);
    struct taxable items[DOCUMENT_LINE_MAX];
    for (size_t i = 0; i < draft->line_count; i++) {
        items[i] = (struct taxable){draft->lines[i].service, draft->lines[i].amount_cents};
    }
    const struct tax_row *taxes[TAX_LINE_MAX];
    int32_t day = draft->taxed_on ? draft->taxed_on : call->today;
    size_t count = tariff_taxes(self->tariff, draft->payer, day, taxes);
    tax_items(taxes, count, items, draft->line_count, ret_taxed);
    return (struct document_view){
        .lines = invoice_line_list(draft->lines, draft->line_count, arena),
        .net_cents = ret_taxed->net_cents,
        .taxes = tax_line_list(ret_taxed->lines, ret_taxed->count, arena),
        .total_cents = ret_taxed->net_cents + ret_taxed->within_cents + ret_taxed->added_cents -
                       ret_taxed->withheld_cents,
    };
}

/* A row for each tax, for the tax office. */
static void keep_taxes(batch_t *batch, const struct document_view *view, const struct taxed *taxed)
{
    for (size_t i = 0; i < taxed->count; i++) {
        batch_insert(batch, &table_document_tax,
                     &(struct document_tax_row){
                         .id = batch_id_new(batch),
                         .document = view->id,
                         .day = view->issued_on,
                         .code = taxed->lines[i].code,
                         .currency = view->currency,
                         .base_cents = taxed->lines[i].base_cents,
                         .amount_cents = taxed->lines[i].amount_cents,
                     });
    }
}

/* Who, when and why: everything but amounts and number. */
static void describe(const struct billing *self, const struct call *call,
                     const struct document_draft *draft, struct document_view *view)
{
    const struct billing_settings *settings = self->settings;
    view->kind = draft->kind;
    view->engagement = draft->engagement;
    view->payer = draft->payer->id;
    view->currency = draft->currency;
    view->issued_on = call->today;
    view->due_on = call->today + (int32_t)settings->payment_days;
    view->period = draft->period;
    view->text = draft->text;
    view->terms = view_of(settings->payment_terms);
    view->supplier = (struct party){
        .name = view_of(settings->supplier_name),
        .address = view_of(settings->supplier_address),
        .region = view_of(settings->supplier_region),
    };
    view->buyer = (struct party){
        .name = draft->payer->name,
        .region = draft->payer->region,
        .language = draft->payer->language,
        .address = draft->payer->address,
        .identifiers = list_of_bytes(draft->payer->identifiers),
    };
    if (draft->original) {
        view->original = draft->original->id;
        view->original_number = draft->original->number;
    }
}

static struct document_row make_row(const struct document_draft *draft,
                                    const struct document_view *view)
{
    return (struct document_row){
        .id = view->id,
        .kind = view->kind,
        .number = view->number,
        .engagement = view->engagement,
        .payer = view->payer,
        .currency = view->currency,
        .issued_on = view->issued_on,
        .due_on = view->due_on,
        .net_cents = view->net_cents,
        .total_cents = view->total_cents,
        .original = view->original,
        .period = view->period,
        .request = draft->request,
        .contact = draft->contact,
    };
}

/* Gives the document its number and its place in the chain of its series, and keeps it. */
static struct document_row *keep(const struct billing *self, batch_t *batch,
                                 const struct document_draft *draft, struct document_view *view)
{
    arena_t *arena = batch_arena(batch);
    struct series series;
    int fault = series_find(self, batch, draft->kind, view->issued_on, &series);
    assert(fault == 0); /* series_fault was asked before */
    (void)fault;
    struct number number = number_take(batch, series.name, series.first);
    view->id = batch_id_new(batch);
    view->number =
        number_format_print(series.format, series.year, series.digits, number.serial, arena);
    view->authorisation = series.row ? series.row->authorisation : (struct view){0};
    struct document_row row = make_row(draft, view);
    row.run = id_none(draft->run) ? row.id : draft->run;
    row.weight = draft->weight ? draft->weight : 1;
    row.series = series.name;
    row.serial = number.serial;
    row.prev_hash = number.prev_hash;
    row.body = record_pack(&record_document_view, view, arena);
    row.hash = number_seal(batch, number, number_hash(row.body, number.prev_hash));
    series_use(batch, &series, number.serial);
    return batch_insert(batch, &table_document, &row);
}

/* The receivable against revenue, the reserve and each tax. */
static void post(batch_t *batch, const struct document_draft *draft,
                 const struct document_view *view)
{
    arena_t *arena = batch_arena(batch);
    struct ledger_entry entries[3 + TAX_LINE_MAX];
    const struct view none = {0};
    int64_t reserve_cents = 0;
    for (size_t i = 0; i < draft->line_count; i++) {
        const struct invoice_line *line = &draft->lines[i];
        reserve_cents += line->nature == LINE_RESERVE ? line->amount_cents : 0;
    }
    size_t count = 0;
    entries[count++] = (struct ledger_entry){ledger_account(ACCOUNT_RECEIVABLE, none, arena),
                                             view->total_cents, 0};
    entries[count++] = (struct ledger_entry){ledger_account(ACCOUNT_REVENUE, none, arena),
                                             -(view->net_cents - reserve_cents), 0};
    entries[count++] =
        (struct ledger_entry){ledger_account(ACCOUNT_RESERVE, none, arena), -reserve_cents, 0};
    struct list taxes = view->taxes;
    struct tax_line tax;
    while (tax_line_next(&taxes, &tax)) {
        bool withheld = tax.mode == TAX_WITHHELD;
        entries[count++] = (struct ledger_entry){
            ledger_account(withheld ? ACCOUNT_WITHHELD : ACCOUNT_TAX, tax.code, arena),
            withheld ? tax.amount_cents : -tax.amount_cents, 0};
    }
    ledger_post(batch, &(struct ledger_draft){
                           .kind = LEDGER_DOCUMENT,
                           .source = view->id,
                           .payer = view->payer,
                           .day = view->issued_on,
                           .period = view->period,
                           .currency = view->currency,
                           .text = view->number,
                           .entries = entries,
                           .count = count,
                       });
}

/* What the lines bill for each period; the reserve is outside of cost. Lines of one period count together.
   An adjustment is what an allocation ends with, so it does not make it stale. */
static void charge(struct billing *self, batch_t *batch, const struct call *call,
                   const struct document_draft *draft, const struct document_row *row)
{
    struct charge_row charges[DOCUMENT_LINE_MAX];
    size_t count = 0;
    for (size_t i = 0; i < draft->line_count; i++) {
        const struct invoice_line *line = &draft->lines[i];
        struct view code = line->period.size > 0 ? line->period : draft->period;
        int32_t first_day = period_first_day(self, code);
        int32_t day = first_day ? first_day : call->today;
        size_t at = 0;
        if (line->nature == LINE_RESERVE) {
            continue;
        }
        while (at < count && charges[at].day != day) {
            at++;
        }
        if (at == count) {
            charges[count++] = (struct charge_row){
                .id = batch_id_new(batch), .day = day, .payer = row->payer, .document = row->id};
        }
        charges[at].amount_cents += line->amount_cents;
    }
    for (size_t i = 0; i < count; i++) {
        batch_insert(batch, &table_charge, &charges[i]);
        if (draft->lines[0].nature != LINE_ADJUSTMENT) {
            period_touch(self, batch, charges[i].day);
        }
    }
}

const struct document_row *issue_document(struct billing *self, batch_t *batch,
                                          const struct call *call,
                                          const struct document_draft *draft)
{
    assert(draft->line_count <= DOCUMENT_LINE_MAX);
    struct taxed taxed;
    struct document_view view = price_document(self, batch, call, draft, &taxed);
    describe(self, call, draft, &view);
    struct document_row *row = keep(self, batch, draft, &view);
    keep_taxes(batch, &view, &taxed);
    post(batch, draft, &view);
    charge(self, batch, call, draft, row);
    struct id subject = id_none(draft->request) ? row->payer : row->id;
    emit_billing_document_issued(batch, subject, draft->request,
                                 &(struct billing_document_issued){
                                     .document = view,
                                     .request = draft->request,
                                     .contact = draft->contact,
                                 });
    return row;
}
