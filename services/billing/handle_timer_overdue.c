/* SPDX-License-Identifier: MPL-2.0 */
/* A new day: documents that were to be paid by yesterday are told, and told again after some days while
 * anything is open. */
#include "billing.h"
#include "daily.h"
#include "handlers.h"
#include "runtime/emit.h"

static const char timer_name[] = "overdue";

static void **select_due(void *context, batch_t *batch, const struct daily *daily,
                         size_t *ret_count)
{
    const struct billing *self = context;
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

static struct id tell(batch_t *batch, const void *found)
{
    const struct due_document_row *row = found;
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
    return row->id;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    daily_run(context, batch, call,
              &(struct daily_search){.timer = timer_name, .select = select_due, .tell = tell});
    return OK;
}

const struct handler handler_timer_overdue = {.timer = timer_name, .handle = handle};
