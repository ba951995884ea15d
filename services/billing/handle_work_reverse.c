/* SPDX-License-Identifier: MPL-2.0 */
/* Work is taken back by a log below 0; what was billed is credited in the same transaction. */
#include "bill.h"
#include "handlers.h"
#include "period.h"
#include "series.h"
#include "work.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_work_reverse *data = call->data;
    batch_want(batch, &table_work_log, 0, data->log);
    batch_want(batch, &table_work_log, 1, work_reversal_key(data->log));
    issue_document_want(context, batch, call, DOCUMENT_CREDIT_NOTE);
}

static int check(const struct billing *self, batch_t *batch, const struct call *call,
                 const struct work_log_row *log)
{
    if (!log) {
        return refuse(batch, E_NOT_FOUND, "data.log", "a work log");
    }
    if (!may_act_for(call, log->organisation)) {
        return refuse(batch, E_SCOPE, "data.log", "one for an organisation of this key");
    }
    int result =
        state_check(batch, call, state_find(&state_work, work_state(self, log), TRIGGER_REVERSE),
                    "data.log", "work that can be taken back");
    if (result != OK) {
        return result;
    }
    const struct period_row *period =
        log->state >= WORK_APPROVED ? period_with(self, log->day) : NULL;
    if (period && (period->state == PERIOD_FINAL || period->state == PERIOD_CERTIFYING)) {
        return refuse(batch, period_fault(period, E_PERIOD_CLOSED), "data.log",
                      "work of a period that is not final");
    }
    size_t count;
    batch_find(batch, &table_work_log, 1, work_reversal_key(log->id), &count);
    if (count || !id_none(log->reverses)) {
        return refuse(batch, E_REVERSED, "data.log", "work that was not taken back");
    }
    if (!id_none(log->document)) {
        batch_find(batch, &table_document, 2, log->document, &count);
    }
    int fault =
        count ? series_fault(self, batch, DOCUMENT_CREDIT_NOTE, call->today, (int64_t)count) : 0;
    return fault ? refuse(batch, fault, "data.log", "numbers for its credit notes") : OK;
}

/* The note for those who were billed; none when nobody was. */
static struct id credit(struct billing *self, batch_t *batch, const struct call *call,
                        struct work_log_row *reversal, const struct work_log_row *log)
{
    const struct engagement_row *engagement = batch_load(batch, &table_engagement, log->engagement);
    size_t count = 0;
    void **documents = batch_find(batch, &table_document, 2, log->document, &count);
    const struct document_run run = {documents, count, engagement->reserve_ppm};
    const struct document_row *note = count ? bill_credit(self, batch, call, reversal, &run) : NULL;
    if (!note) {
        return (struct id){{0}};
    }
    reversal->document = note->run;
    return note->id;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_work_reverse *data = call->data;
    struct work_log_row *log = batch_load(batch, &table_work_log, data->log);
    int result = check(context, batch, call, log);
    if (result != OK) {
        return result;
    }
    struct engagement_row *engagement = batch_load(batch, &table_engagement, log->engagement);
    struct work_log_row *reversal = work_take_back(context, batch, engagement, log, data->reason);
    struct id note = {{0}};
    if (!id_none(log->document)) {
        note = credit(context, batch, call, reversal, log);
        engagement->billed_cents += reversal->amount_cents;
    }
    batch_reply(batch, &(struct work_reversed){.id = reversal->id, .note = note});
    return OK;
}

const struct handler handler_work_reverse = {
    .message = &message_billing_work_reverse, .want = want, .handle = handle};
