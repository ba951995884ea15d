/* SPDX-License-Identifier: MPL-2.0 */
/* All logged work of an engagement that is not billed yet becomes an invoice, numbered without a gap in
 * the transaction that issues it. */
#include "billing.h"
#include "handlers.h"
#include "invoice.h"
#include "proto/id.h"
#include "runtime/emit.h"

static struct id series_id(const struct billing *self)
{
    return id_from_text("series", view_of(self->settings->invoice_series));
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_invoice_issue *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
    batch_want(batch, &table_work_log, 2, data->engagement);
    batch_want(batch, &table_series, 0, series_id(context));
}

/* Puts the unbilled work on the invoice; the logs that went on it are at the front of rows. */
static size_t gather_work(struct invoice *invoice, void **rows, size_t count)
{
    size_t gathered = 0;
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = rows[i];
        if (id_none(log->document) && invoice_add(invoice, log)) {
            rows[gathered++] = log;
        }
    }
    return gathered;
}

static struct series_row *take_series(struct billing *self, batch_t *batch)
{
    struct series_row *series = batch_load(batch, &table_series, series_id(self));
    if (!series) {
        series = batch_insert(
            batch, &table_series,
            &(struct series_row){
                .id = series_id(self),
                .name = arena_copy(batch_arena(batch), view_of(self->settings->invoice_series)),
            });
    } else {
        batch_change(batch, &table_series, series);
    }
    series->last_number++;
    return series;
}

static struct document_row make_row(struct billing *self, batch_t *batch, const struct call *call,
                                    const struct engagement_row *engagement,
                                    const struct invoice *invoice)
{
    arena_t *arena = batch_arena(batch);
    const struct organisation_row *payer =
        directory_find(self->organisations, engagement->organisation);
    const struct tax_row *taxes[TAX_LINE_MAX];
    struct tax_line tax_lines[TAX_LINE_MAX];
    size_t tax_count = tariff_taxes(self->tariff, payer->region, call->today, taxes);
    int64_t tax_cents = price_taxes(taxes, tax_count, invoice->net_cents, tax_lines);
    struct list lines = invoice_line_list(invoice->lines, invoice->line_count, arena);
    return (struct document_row){
        .id = batch_id_new(batch),
        .kind = DOCUMENT_INVOICE,
        .engagement = engagement->id,
        .payer = engagement->organisation,
        .currency = invoice->currency,
        .issued_on = call->today,
        .due_on = call->today + (int32_t)self->settings->payment_days,
        .lines = list_bytes(lines, arena),
        .net_cents = invoice->net_cents,
        .taxes = list_bytes(tax_line_list(tax_lines, tax_count, arena), arena),
        .total_cents = invoice->net_cents + tax_cents,
    };
}

/* Gives the document its number and its place in the chain of its series. */
static void number_document(struct billing *self, batch_t *batch, struct document_row *row)
{
    arena_t *arena = batch_arena(batch);
    struct series_row *series = take_series(self, batch);
    row->series = series->name;
    row->serial = series->last_number;
    row->number = arena_print(arena, "%.*s-%06lld", (int)series->name.size,
                              (const char *)series->name.bytes, (long long)row->serial);
    row->prev_hash = series->last_hash;
    struct document_view view = store_document_view(row);
    struct digest hash = invoice_hash(&view, row->prev_hash, arena);
    row->hash = arena_copy(arena, (struct view){hash.bytes, sizeof hash.bytes});
    series->last_hash = row->hash;
}

static void bill(batch_t *batch, struct engagement_row *engagement, void **logs, size_t count,
                 const struct document_row *document)
{
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = logs[i];
        batch_change(batch, &table_work_log, log);
        log->document = document->id;
    }
    batch_change(batch, &table_engagement, engagement);
    engagement->state = state_find(&state_engagement, (int)engagement->state, TRIGGER_INVOICED)->to;
    engagement->billed_cents += document->net_cents;
}

/* Why nothing can be billed: refused, or OK. */
static int check(struct billing *self, batch_t *batch, const struct call *call,
                 const struct engagement_row *engagement)
{
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    if (!directory_find(self->organisations, engagement->organisation)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.engagement", "a payer known here");
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_invoice_issue *data = call->data;
    struct engagement_row *engagement = batch_load(batch, &table_engagement, data->engagement);
    int result = check(self, batch, call, engagement);
    if (result != OK) {
        return result;
    }
    size_t count;
    void **logs = batch_find(batch, &table_work_log, 2, data->engagement, &count);
    struct invoice *invoice = arena_alloc(batch_arena(batch), sizeof *invoice);
    size_t gathered = gather_work(invoice, logs, count);
    if (!gathered) {
        return refuse(batch, E_NOTHING_TO_BILL, "data.engagement", "one with unbilled work");
    }
    struct document_row row = make_row(self, batch, call, engagement, invoice);
    number_document(self, batch, &row);
    batch_insert(batch, &table_document, &row);
    bill(batch, engagement, logs, gathered, &row);
    struct document_view view = store_document_view(&row);
    emit_billing_document_issued(batch, row.id, engagement->request,
                                 &(struct billing_document_issued){
                                     .document = view,
                                     .request = engagement->request,
                                     .contact = engagement->contact,
                                 });
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_invoice_issue = {
    .message = &message_billing_invoice_issue, .want = want, .handle = handle};
