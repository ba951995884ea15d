/* SPDX-License-Identifier: MPL-2.0 */
/* Counts working time stretch by stretch. Where the offset of local time changes a stretch is cut, so that
 * within each piece local and UTC time run side by side. */
#include "calendar.h"

#include <stdio.h>

#include "runtime/zone.h"

static const int64_t minute_us = INT64_C(60000000);
static const int64_t day_us = INT64_C(86400000000);

enum { DAYS_AHEAD_MAX = 3660, MONDAY_OF_1970 = 3 /* 1970-01-01 was a Thursday */ };

/* A piece of working time. */
struct stretch {
    int64_t from_us, to_us;
};

static bool is_holiday(const struct calendar *calendar, int64_t day)
{
    for (size_t i = 0; i < calendar->holiday_count && calendar->holidays[i] <= day; i++) {
        if (calendar->holidays[i] == day) {
            return true;
        }
    }
    return false;
}

static int64_t floor_day(int64_t time_us)
{
    return time_us >= 0 ? time_us / day_us : -((-time_us + day_us - 1) / day_us);
}

/* The first stretch of a local day that ends after at_us, both in UTC. false: there is none. */
static bool stretch_of_day(const struct calendar *calendar, int64_t day, int64_t offset_us,
                           int64_t at_us, struct stretch *ret_stretch)
{
    size_t weekday = (size_t)((day % 7 + 7 + MONDAY_OF_1970) % 7);
    if (is_holiday(calendar, day)) {
        return false;
    }
    for (size_t i = 0; i < calendar->hours_count[weekday]; i++) {
        const struct hours *hours = &calendar->hours[weekday][i];
        int64_t from_us = day * day_us + hours->from_minute * minute_us - offset_us;
        int64_t to_us = day * day_us + hours->to_minute * minute_us - offset_us;
        if (to_us > at_us) {
            *ret_stretch = (struct stretch){from_us > at_us ? from_us : at_us, to_us};
            return true;
        }
    }
    return false;
}

/* The next stretch from an instant on that begins before an end. false: there is none. */
static bool next_stretch(const struct calendar *calendar, int64_t at_us, int64_t end_us,
                         struct stretch *ret_stretch)
{
    while (at_us < end_us) {
        int64_t until_us, offset_us = zone_offset_us(at_us, &until_us);
        int64_t day = floor_day(at_us + offset_us);
        bool found = stretch_of_day(calendar, day, offset_us, at_us, ret_stretch);
        if (found && ret_stretch->from_us < until_us) {
            ret_stretch->to_us = ret_stretch->to_us < until_us ? ret_stretch->to_us : until_us;
            return ret_stretch->from_us < end_us;
        }
        int64_t next_day_us = (day + 1) * day_us - offset_us;
        at_us = next_day_us < until_us ? next_day_us : until_us;
    }
    return false;
}

int64_t calendar_working_us(const struct calendar *calendar, int64_t from_us, int64_t to_us)
{
    int64_t sum_us = 0;
    struct stretch stretch;
    while (next_stretch(calendar, from_us, to_us, &stretch)) {
        int64_t end_us = stretch.to_us < to_us ? stretch.to_us : to_us;
        sum_us += end_us - stretch.from_us;
        from_us = stretch.to_us;
    }
    return sum_us;
}

int64_t calendar_due_us(const struct calendar *calendar, int64_t from_us, int64_t working_us)
{
    int64_t end_us = from_us + DAYS_AHEAD_MAX * day_us;
    struct stretch stretch;
    if (working_us <= 0) {
        return from_us;
    }
    while (next_stretch(calendar, from_us, end_us, &stretch)) {
        int64_t size_us = stretch.to_us - stretch.from_us;
        if (size_us >= working_us) {
            return stretch.from_us + working_us;
        }
        working_us -= size_us;
        from_us = stretch.to_us;
    }
    return INT64_MAX;
}

/* ---- reading ---- */

static int refuse_item(struct refusal *refusal, const char *list, size_t index,
                       const char *expected)
{
    char path[48];
    (void)snprintf(path, sizeof path, "data.%s[%zu]", list, index);
    return refusal_set(refusal, E_CALENDAR, path, expected);
}

static int read_hours(struct list list, struct calendar *calendar, struct refusal *refusal)
{
    struct working_hours one;
    for (size_t i = 0; working_hours_next(&list, &one); i++) {
        size_t day = (size_t)one.weekday - 1, count = calendar->hours_count[day];
        if (one.to_minute <= one.from_minute) {
            return refuse_item(refusal, "hours", i, "to_minute above from_minute");
        }
        if (count == HOURS_MAX ||
            (count > 0 && one.from_minute < calendar->hours[day][count - 1].to_minute)) {
            return refuse_item(refusal, "hours", i, "at most 4 a day, each after the one before");
        }
        calendar->hours[day][count] =
            (struct hours){(int32_t)one.from_minute, (int32_t)one.to_minute};
        calendar->hours_count[day]++;
    }
    return 0;
}

static int read_holidays(struct list list, struct calendar *calendar, struct refusal *refusal)
{
    struct holiday one;
    for (size_t i = 0; i < HOLIDAYS_MAX && holiday_next(&list, &one); i++) {
        if (i > 0 && one.day <= calendar->holidays[i - 1]) {
            return refuse_item(refusal, "holidays", i, "a later day than the one before");
        }
        calendar->holidays[calendar->holiday_count++] = one.day;
    }
    return 0;
}

static int read_allowances(struct list list, struct calendar *calendar, struct refusal *refusal)
{
    struct clock_allowance one;
    for (size_t i = 0; clock_allowance_next(&list, &one); i++) {
        bool known = one.state == REQUEST_FLAGGED || one.state == REQUEST_TRIAGE ||
                     one.state == REQUEST_UNMET || one.state == REQUEST_WITHDRAWING ||
                     one.state == REQUEST_REOPENED;
        if (!known) {
            return refuse_item(refusal, "allowances", i,
                               "flagged, triage, unmet, withdrawing or reopened");
        }
        if (calendar->allowed_minutes[one.state][one.urgency] != 0) {
            return refuse_item(refusal, "allowances", i, "each state and urgency once");
        }
        calendar->allowed_minutes[one.state][one.urgency] = one.minutes;
    }
    return 0;
}

int calendar_read(const struct intake_calendar_put *data, struct calendar *ret_calendar,
                  struct refusal *refusal)
{
    *ret_calendar = (struct calendar){0};
    if (read_hours(data->hours, ret_calendar, refusal) < 0 ||
        read_holidays(data->holidays, ret_calendar, refusal) < 0) {
        return -1;
    }
    return read_allowances(data->allowances, ret_calendar, refusal);
}
