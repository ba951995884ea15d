/* SPDX-License-Identifier: MPL-2.0 */
/* What a work log must satisfy. */
#include "enter_work.h"

#include <stdio.h>

#include "period.h"
#include "runtime/zone.h"

/* What the checks of one item share. */
struct check {
    const struct billing *self;
    batch_t *batch;
    const struct call *call;
    const struct billing_work_log *item;
    const char *prefix;
    struct refusal *refusal;
};

void enter_work_want(batch_t *batch, const struct call *call, const struct billing_work_log *item)
{
    batch_want(batch, &table_work_log, 1, store_source_key("work", call->client, item->source_ref));
    batch_want(batch, &table_work_log, 3, store_person_day(item->professional, item->day));
    batch_want(batch, &table_engagement, 0, item->engagement);
}

static int fail(const struct check *check, int code, const char *member, const char *expected)
{
    char path[sizeof check->refusal->path];
    snprintf(path, sizeof path, "%s%s", check->prefix, member);
    return refusal_set(check->refusal, code, path, expected);
}

static bool on_team(const struct engagement_row *engagement, const struct billing_work_log *item,
                    struct staffed_need *ret_need)
{
    struct list needs = list_of_bytes(engagement->needs);
    while (staffed_need_next(&needs, ret_need)) {
        if (id_equal(ret_need->need, item->need) &&
            id_equal(ret_need->professional, item->professional)) {
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

static int check_day(const struct check *check, const struct engagement_row *engagement)
{
    const struct billing_work_log *item = check->item;
    if (item->day > check->call->today || item->day < zone_day(engagement->opened_at_us)) {
        return fail(check, E_DATES, "day", "a day from the opening until today");
    }
    int fault = period_work_fault(check->self, check->call, item->day);
    if (fault) {
        return fail(check, fault, "day", "a day of a period that is open");
    }
    int64_t limit = check->self->settings->day_minutes_max;
    struct id person_day = store_person_day(item->professional, item->day);
    if (minutes_of_day(check->batch, person_day) + item->minutes > limit) {
        char expected[64];
        snprintf(expected, sizeof expected, "%lld minutes a day in all", (long long)limit);
        return fail(check, E_MINUTES, "minutes", expected);
    }
    return 0;
}

/* May this work be logged on this engagement at all; ret_need is the need it belongs to. */
static int check_engagement(const struct check *check, const struct engagement_row *engagement,
                            struct staffed_need *ret_need)
{
    if (!engagement) {
        return fail(check, E_NOT_FOUND, "engagement", "an engagement");
    }
    if (!may_act_for(check->call, engagement->organisation)) {
        return fail(check, E_SCOPE, "engagement", "one of an organisation of this key");
    }
    if (!on_team(engagement, check->item, ret_need)) {
        return fail(check, E_NOT_ON_TEAM, "professional", "who does the need");
    }
    if (!state_find(&state_engagement, (int)engagement->state, TRIGGER_WORK_LOGGED)) {
        return fail(check, E_STATE, "engagement", "an open engagement");
    }
    return check_day(check, engagement);
}

static struct work_log_row make_log(const struct check *check,
                                    const struct engagement_row *engagement,
                                    const struct staffed_need *need, const struct rate_row *rate)
{
    const struct billing_work_log *item = check->item;
    return (struct work_log_row){
        .id = batch_id_new(check->batch),
        .source_key = store_source_key("work", check->call->client, item->source_ref),
        .engagement = item->engagement,
        .need = item->need,
        .service = need->service,
        .professional = item->professional,
        .day = item->day,
        .person_day = store_person_day(item->professional, item->day),
        .minutes = item->minutes,
        .hourly_cents = rate->hourly_cents,
        .currency = rate->currency,
        .amount_cents = price_work(item->minutes, rate->hourly_cents),
        .activity = item->activity,
        .request = engagement->request,
        .organisation = engagement->organisation,
    };
}

static int check_cap(const struct check *check, const struct work_entry *entry)
{
    int64_t left_cents = entry->engagement->cap_cents - entry->engagement->logged_cents;
    if (entry->log.amount_cents <= left_cents) {
        return 0;
    }
    char expected[80];
    snprintf(expected, sizeof expected, "work of at most %lld cents more", (long long)left_cents);
    return fail(check, E_WORK_LIMIT, "minutes", expected);
}

int enter_work_check(const struct billing *self, batch_t *batch, const struct call *call,
                     const struct billing_work_log *item, struct work_entry *entry)
{
    const struct check check = {self, batch, call, item, entry->prefix, &entry->refusal};
    size_t count;
    void **same = batch_find(batch, &table_work_log, 1,
                             store_source_key("work", call->client, item->source_ref), &count);
    if (count) {
        entry->log.id = ((const struct work_log_row *)same[0])->id;
        return fail(&check, E_DUPLICATE, "source_ref", "");
    }
    struct engagement_row *engagement = batch_load(batch, &table_engagement, item->engagement);
    struct staffed_need need = {0};
    if (check_engagement(&check, engagement, &need)) {
        return -1;
    }
    const struct rate_row *rate =
        tariff_rate(self->tariff, need.service, item->professional, item->day);
    if (!rate) {
        return fail(&check, E_NO_RATE, "day", "a day with a rate for the service");
    }
    entry->engagement = engagement;
    entry->log = make_log(&check, engagement, &need, rate);
    return check_cap(&check, entry);
}
