/* SPDX-License-Identifier: MPL-2.0 */
/* Work logs of an engagement or of a professional, a page at a time. */
#include "billing.h"
#include "handlers.h"
#include "work.h"

enum { PAGE_SIZE = 100 };

static struct work_view view_of_log(const struct billing *self, const struct work_log_row *row)
{
    return (struct work_view){
        .id = row->id,
        .engagement = row->engagement,
        .need = row->need,
        .service = row->service,
        .professional = row->professional,
        .day = row->day,
        .minutes = row->minutes,
        .amount_cents = row->amount_cents,
        .currency = row->currency,
        .state = work_state(self, row),
        .activity = row->activity,
        .reason = row->reason,
        .reverses = row->reverses,
        .document = row->document,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_work_list *data = call->data;
    bool by_engagement = !id_none(data->engagement);
    if (by_engagement == !id_none(data->professional)) {
        return refuse(batch, E_FIELD_MISSING, "data.engagement",
                      "either engagement or professional");
    }
    struct store_page page = {
        .statement = by_engagement ? "select_work_log_page_by_engagement"
                                   : "select_work_log_page_by_professional",
        .key = by_engagement ? data->engagement : data->professional,
        .after = data->after,
        .limit = data->limit > 0 ? data->limit : PAGE_SIZE,
    };
    size_t count, shown = 0;
    void **rows = store_page(batch, &table_work_log, &page, &count);
    struct work_view *views = arena_alloc(batch_arena(batch), count * sizeof *views + 1);
    for (size_t i = 0; i < count; i++) {
        const struct work_log_row *row = rows[i];
        if (may_act_for(call, row->organisation)) {
            views[shown++] = view_of_log(context, row);
        }
    }
    batch_reply(batch,
                &(struct work_page){.logs = work_view_list(views, shown, batch_arena(batch))});
    return OK;
}

const struct handler handler_work_list = {.message = &message_billing_work_list, .handle = handle};
