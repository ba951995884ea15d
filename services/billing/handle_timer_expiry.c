/* SPDX-License-Identifier: MPL-2.0 */
/* A new day: quotes that nobody answered by yesterday, their last day, are told. */
#include "billing.h"
#include "daily.h"
#include "handlers.h"
#include "runtime/emit.h"

static const char timer_name[] = "expiry";

/* The longest that a quote may be accepted, and a day. */
enum { QUOTE_DAYS_MAX = 366 };

/* Not above any id that is made on or after a day: ids begin with their milliseconds. */
static struct id first_id(int32_t day)
{
    struct id id = {{0}};
    int64_t time_ms = day * INT64_C(86400000);
    for (int i = 5; i >= 0; i--) {
        id.bytes[i] = (uint8_t)time_ms;
        time_ms >>= 8;
    }
    return id;
}

static void **select_expired(batch_t *batch, const struct daily *daily, size_t *ret_count)
{
    struct id after = daily->after;
    int64_t limit = DAILY_PAGE;
    if (id_none(after)) {
        after = first_id(daily->day - QUOTE_DAYS_MAX);
    }
    const void *day_p = &daily->day, *after_p = &after, *limit_p = &limit;
    struct param params[] = {param_of(COLUMN_DATE, &day_p), param_of(COLUMN_ID, &after_p),
                             param_of(COLUMN_INT, &limit_p)};
    return batch_select(batch, &table_quote, "list_expired_quotes", (struct params){params, 3},
                        ret_count);
}

static void tell(batch_t *batch, const struct quote_row *row)
{
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
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    struct daily daily = daily_read(call);
    size_t count = 0;
    if (daily_has_come(call, &daily)) {
        void **rows = select_expired(batch, &daily, &count);
        for (size_t i = 0; i < count; i++) {
            const struct quote_row *row = rows[i];
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

const struct handler handler_timer_expiry = {.timer = timer_name, .handle = handle};
