/* SPDX-License-Identifier: MPL-2.0 */
/* All logged work of an engagement that is not billed yet becomes an invoice, numbered without a gap in
 * the transaction that issues it. */
#include "handlers.h"
#include "invoice.h"
#include "issue_document.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_invoice_issue *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
    batch_want(batch, &table_work_log, 2, data->engagement);
    issue_document_want(context, batch, DOCUMENT_INVOICE);
}

/* Puts the unbilled work on the invoice; the logs that went on it are at the front of rows. */
static size_t gather_work(struct invoice *invoice, void **rows, size_t count)
{
    size_t gathered = 0;
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = rows[i];
        if (id_none(log->document) && log->state >= WORK_APPROVED && invoice_add(invoice, log)) {
            rows[gathered++] = log;
        }
    }
    return gathered;
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
    struct document_draft draft = {
        .kind = DOCUMENT_INVOICE,
        .payer = directory_find(self->organisations, engagement->organisation),
        .currency = invoice->currency,
        .engagement = engagement->id,
        .request = engagement->request,
        .contact = engagement->contact,
        .lines = invoice->lines,
        .line_count = invoice->line_count,
    };
    int fault = issue_document_fault(self, batch, &draft);
    if (fault) {
        return refuse(batch, fault, "data.engagement", "amounts below 2^53");
    }
    const struct document_row *row = issue_document(self, batch, call, &draft);
    bill(batch, engagement, logs, gathered, row);
    struct document_view view = store_document_view(row);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_invoice_issue = {
    .message = &message_billing_invoice_issue, .want = want, .handle = handle};
