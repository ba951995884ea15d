/* SPDX-License-Identifier: MPL-2.0 */
/* A new day: documents that were to be paid by yesterday are told, and told again after some days while anything is open. */
#include "daily.h"
#include "handlers.h"
#include "billing.h"
#include "runtime/emit.h"

static const char timer_name[] = "overdue";

static void **select_due(const struct billing *self, batch_t *batch, const struct daily *daily,
                         size_t *ret_count)
{
    int64_t days = self->settings->reminder_days, limit = DAILY_PAGE;
    int64_t most = days > 0 ? self->settings->reminders_max : 0;
    const void *day_p = &daily->day, *days_p = &days, *most_p = &most, *after_p = &daily->after,
               *limit_p = &limit;
    struct param params[] = {param_of(COLUMN_DATE, &day_p), param_of(COLUMN_INT, &days_p),
                             param_of(COLUMN_INT, &most_p), param_of(COLUMN_ID, &after_p),
                             param_of(COLUMN_INT, &limit_p)};
    return batch_select(batch, &table_due_document, "list_due_documents",
                        (struct params){params, 5}, ret_count);
}

static void tell(batch_t *batch, const struct due_document_row *row)
{
    struct id subject = id_none(row->request) ? row->payer : row->id;
    emit_billing_document_overdue(batch, subject, row->request,
                                  &(struct billing_document_overdue){
                                      .id = row->id,
                                      .kind = (int)row->kind,
                                      .number = row->number,
                                      .payer = row->payer,
                                      .request = row->request,
                                      .contact = row->contact,
                                      .currency = row->currency,
                                      .due_on = row->due_on,
                                      .total_cents = row->total_cents,
                                      .open_cents = row->open_cents,
                                      .reminder = row->reminder,
                                  });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct daily daily = daily_read(call);
    size_t count = 0;
    if (daily_has_come(call, &daily)) {
        void **rows = select_due(context, batch, &daily, &count);
        for (size_t i = 0; i < count; i++) {
            const struct due_document_row *row = rows[i];
            tell(batch, row);
            daily.after = row->id;
        }
        if (count < DAILY_PAGE) {
            daily = (struct daily){.day = daily.day + 1};
        }
    }
    daily_go_on(batch, timer_name, call, daily);
    return OK;
}

const struct handler handler_timer_overdue = {.timer = timer_name, .handle = handle};
