/* SPDX-License-Identifier: MPL-2.0 */
/* A new day: quotes that nobody answered by yesterday, their last day, are told. */
#include "billing.h"
#include "daily.h"
#include "handlers.h"
#include "proto/id.h"
#include "runtime/emit.h"
#include "runtime/zone.h"

static const char timer_name[] = "expiry";

/* The longest that a quote may be accepted, and a day. */
enum { QUOTE_DAYS_MAX = 366 };

static void **select_expired(void *context, batch_t *batch, const struct daily *daily,
                             size_t *ret_count)
{
    (void)context;
    struct id after = daily->after;
    int64_t limit = DAILY_PAGE;
    if (id_none(after)) {
        after = id_first(zone_day_start_us(daily->day - QUOTE_DAYS_MAX));
    }
    const void *day_p = &daily->day, *after_p = &after, *limit_p = &limit;
    struct param params[] = {param_of(COLUMN_DATE, &day_p), param_of(COLUMN_ID, &after_p),
                             param_of(COLUMN_INT, &limit_p)};
    return batch_select(batch, &table_quote, "list_expired_quotes", (struct params){params, 3},
                        ret_count);
}

static struct id tell(batch_t *batch, const void *found)
{
    const struct quote_row *row = found;
    emit_billing_quote_expired(batch, row->id, row->request,
                               &(struct billing_quote_expired){
                                   .id = row->id,
                                   .plan = row->plan,
                                   .request = row->request,
                                   .version = row->version,
                                   .organisation = row->organisation,
                                   .contact = row->contact,
                                   .currency = row->currency,
                                   .total_cents = row->total_cents,
                                   .valid_until = row->valid_until,
                               });
    return row->id;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    daily_run(context, batch, call,
              &(struct daily_search){.timer = timer_name, .select = select_expired, .tell = tell});
    return OK;
}

const struct handler handler_timer_expiry = {.timer = timer_name, .handle = handle};
