/* SPDX-License-Identifier: MPL-2.0 */
/* All approved work of an engagement that is not billed yet becomes an invoice for each of its payers. */
#include "bill.h"
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_invoice_issue *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
    batch_want(batch, &table_work_log, 2, data->engagement);
    issue_document_want(context, batch, call, DOCUMENT_INVOICE);
}

/* Puts the unbilled work on the invoice; the logs that went on it are at the front of rows. Work of a
   certified period is billed by its true-up. */
static size_t gather_work(const struct billing *self, batch_t *batch, struct invoice *invoice,
                          void **rows, size_t count)
{
    size_t gathered = 0;
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = rows[i];
        if (id_none(log->document) && log->state >= WORK_APPROVED &&
            !period_settled(self, log->day) &&
            invoice_add(invoice, log, period_code(self, log->day, batch_arena(batch)))) {
            rows[gathered++] = log;
        }
    }
    return gathered;
}

static void mark(batch_t *batch, struct engagement_row *engagement, void **logs, size_t count,
                 struct id run)
{
    batch_change(batch, &table_engagement, engagement);
    engagement->state = state_find(&state_engagement, (int)engagement->state, TRIGGER_INVOICED)->to;
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = logs[i];
        batch_change(batch, &table_work_log, log);
        log->document = run;
        engagement->billed_cents += log->amount_cents;
    }
}

/* Who pays, once the engagement is known and the sender may act for it. */
static int gather_payers(struct billing *self, batch_t *batch, const struct call *call,
                         struct bill *bill)
{
    const struct engagement_row *engagement = bill->engagement;
    size_t count = 0;
    void **shares = NULL;
    if (engagement->shared) {
        shares = batch_find(batch, &table_share, 1, engagement->request, &count);
    }
    const struct payer asker = {.organisation = engagement->organisation,
                                .contact = engagement->contact};
    bill->payer_count =
        split_payers(&asker, shares, count, self->settings->share_waits, bill->payers);
    int fault = bill_fault(self, batch, call, bill);
    return fault
               ? refuse(batch, fault, "data.engagement", "payers, amounts and numbers to bill with")
               : OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_invoice_issue *data = call->data;
    struct engagement_row *engagement = batch_load(batch, &table_engagement, data->engagement);
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    size_t count;
    void **logs = batch_find(batch, &table_work_log, 2, data->engagement, &count);
    struct invoice *invoice = arena_alloc(batch_arena(batch), sizeof *invoice);
    size_t gathered = gather_work(self, batch, invoice, logs, count);
    if (invoice->net_cents <= 0) {
        return refuse(batch, E_NOTHING_TO_BILL, "data.engagement", "one with unbilled work");
    }
    struct bill bill = {.engagement = engagement,
                        .currency = invoice->currency,
                        .lines = invoice->lines,
                        .line_count = invoice->line_count};
    int result = gather_payers(self, batch, call, &bill);
    if (result != OK) {
        return result;
    }
    const struct document_row *first = bill_issue(self, batch, call, &bill);
    mark(batch, engagement, logs, gathered, first->run);
    struct document_view view = store_document_view(first);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_invoice_issue = {
    .message = &message_billing_invoice_issue, .want = want, .handle = handle};
