/* SPDX-License-Identifier: MPL-2.0 */
/* A professional's work on one day is logged, at the provisional rate of that day, within the cap. */
#include <stdio.h>

#include "handlers.h"
#include "work.h"

enum { DAY_MINUTES = 24 * 60 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_log *data = call->data;
    batch_want(batch, &table_work_log, 1, store_source_key(call->client, data->source_ref));
    batch_want(batch, &table_work_log, 3, store_person_day(data->professional, data->day));
    batch_want(batch, &table_engagement, 0, data->engagement);
}

static bool on_team(const struct engagement_row *engagement, const struct billing_work_log *data,
                    struct staffed_need *ret_need)
{
    struct list needs = list_of_bytes(engagement->needs);
    while (staffed_need_next(&needs, ret_need)) {
        if (id_equal(ret_need->need, data->need) &&
            id_equal(ret_need->professional, data->professional)) {
            return true;
        }
    }
    return false;
}

static int64_t minutes_of_day(batch_t *batch, struct id person_day)
{
    size_t count;
    void **rows = batch_find(batch, &table_work_log, 3, person_day, &count);
    int64_t minutes = 0;
    for (size_t i = 0; i < count; i++) {
        minutes += ((const struct work_log_row *)rows[i])->minutes;
    }
    return minutes;
}

static int refuse_over_cap(batch_t *batch, const struct engagement_row *engagement)
{
    char expected[80];
    snprintf(expected, sizeof expected, "work of at most %lld cents more",
             (long long)(engagement->cap_cents - engagement->logged_cents));
    return refuse(batch, E_WORK_LIMIT, "data.minutes", expected);
}

/* Why the work cannot be logged: refused, or OK with the need it belongs to. */
static int check(batch_t *batch, const struct call *call, const struct engagement_row *engagement,
                 struct staffed_need *ret_need)
{
    const struct billing_work_log *data = call->data;
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    if (!on_team(engagement, data, ret_need)) {
        return refuse(batch, E_NOT_ON_TEAM, "data.professional", "who does data.need");
    }
    if (!state_find(&state_engagement, (int)engagement->state, TRIGGER_WORK_LOGGED)) {
        return refuse(batch, E_STATE, "data.engagement", "an open engagement");
    }
    if (data->day > call->today || data->day < date_of_us(engagement->opened_at_us)) {
        return refuse(batch, E_DATES, "data.day", "a day from the opening until today");
    }
    struct id person_day = store_person_day(data->professional, data->day);
    if (minutes_of_day(batch, person_day) + data->minutes > DAY_MINUTES) {
        return refuse(batch, E_MINUTES, "data.minutes", "1440 minutes a day in all");
    }
    return OK;
}

static struct work_log_row make_row(batch_t *batch, const struct call *call,
                                    const struct staffed_need *need, const struct rate_row *rate)
{
    const struct billing_work_log *data = call->data;
    return (struct work_log_row){
        .id = batch_id_new(batch),
        .source_key = store_source_key(call->client, data->source_ref),
        .engagement = data->engagement,
        .need = data->need,
        .service = need->service,
        .professional = data->professional,
        .day = data->day,
        .person_day = store_person_day(data->professional, data->day),
        .minutes = data->minutes,
        .hourly_cents = rate->hourly_cents,
        .currency = rate->currency,
        .amount_cents = price_work(data->minutes, rate->hourly_cents),
        .activity = data->activity,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_work_log *data = call->data;
    size_t count;
    void **same = batch_find(batch, &table_work_log, 1,
                             store_source_key(call->client, data->source_ref), &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct work_log_row *)same[0])->id);
    }
    struct engagement_row *engagement = batch_load(batch, &table_engagement, data->engagement);
    struct staffed_need need = {0};
    int result = check(batch, call, engagement, &need);
    if (result != OK) {
        return result;
    }
    const struct rate_row *rate =
        tariff_rate(self->tariff, need.service, data->professional, data->day);
    if (!rate) {
        return refuse(batch, E_NO_RATE, "data.day", "a day with a rate for the service");
    }
    struct work_log_row row = make_row(batch, call, &need, rate);
    if (engagement->logged_cents + row.amount_cents > engagement->cap_cents) {
        return refuse_over_cap(batch, engagement);
    }
    work_keep(self, batch, engagement, &row);
    batch_reply(batch, &(struct work_logged){
                           .id = row.id,
                           .amount_cents = row.amount_cents,
                           .engagement_minutes = engagement->logged_minutes,
                           .engagement_cents = engagement->logged_cents,
                       });
    return OK;
}

const struct handler handler_work_log = {
    .message = &message_billing_work_log, .want = want, .handle = handle};
