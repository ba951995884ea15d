/* SPDX-License-Identifier: MPL-2.0 */
/* Working time: beside a count second by second, over changes of local time, holidays and nights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calendar.h"
#include "runtime/zone.h"

static const int64_t second_us = INT64_C(1000000);
static const int64_t minute_us = INT64_C(60000000);

/* Monday 2026-03-02 00:00 UTC; local time is UTC-5, from Sunday 8 March 07:00 UTC on UTC-4. */
enum { MONDAY = 20514 };
static const int64_t start_us = MONDAY * INT64_C(86400) * INT64_C(1000000);
static const int64_t change_us =
    (MONDAY + 6) * INT64_C(86400) * INT64_C(1000000) + 7 * INT64_C(3600) * INT64_C(1000000);

static struct working_hours hours_of(int64_t weekday, int64_t from_minute, int64_t to_minute)
{
    return (struct working_hours){
        .weekday = weekday, .from_minute = from_minute, .to_minute = to_minute};
}

/* Tuesday to Saturday 22:00 to 24:00 and 00:30 to 01:15; Sunday 01:00 to 04:00; one holiday. */
static struct calendar some_calendar(arena_t *arena)
{
    struct working_hours hours[11];
    size_t count = 0;
    for (int64_t day = 2; day <= 6; day++) {
        hours[count++] = hours_of(day, 30, 75);
        hours[count++] = hours_of(day, 1320, 1440);
    }
    hours[count++] = hours_of(7, 60, 240);
    const struct holiday holidays[] = {{.day = MONDAY + 3}};
    const struct clock_allowance allowances[] = {
        {.state = REQUEST_TRIAGE, .urgency = URGENCY_HIGH, .minutes = 45}};
    const struct intake_calendar_put data = {
        .hours = working_hours_list(hours, count, arena),
        .holidays = holiday_list(holidays, 1, arena),
        .allowances = clock_allowance_list(allowances, 1, arena),
    };
    struct calendar calendar;
    struct refusal refusal;
    assert_int_equal(calendar_read(&data, &calendar, &refusal), 0);
    return calendar;
}

/* Is a second worked in, by the plain meaning of the calendar above. */
static bool works(int64_t at_us)
{
    int64_t local_s = at_us / second_us + (at_us < change_us ? -300 : -240) * 60;
    int64_t day = local_s / 86400, minute = local_s % 86400 / 60, weekday = (day - MONDAY + 70) % 7;
    if (day == MONDAY + 3 || weekday == 0) {
        return false;
    }
    return weekday == 6 ? minute >= 60 && minute < 240
                        : (minute >= 30 && minute < 75) || minute >= 1320;
}

static int64_t count_us(int64_t from_us, int64_t to_us)
{
    int64_t seconds = 0;
    for (int64_t at_us = from_us; at_us < to_us; at_us += second_us) {
        seconds += works(at_us);
    }
    return seconds * second_us;
}

static void working_time_is_what_is_counted(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    struct calendar calendar = some_calendar(arena);
    for (int64_t from = 0; from < 14 * 1440; from += 611) {
        int64_t from_us = start_us + from * minute_us + 7 * second_us;
        for (int64_t length = 1; length < 9 * 1440; length = length * 3 + 17) {
            int64_t to_us = from_us + length * minute_us;
            assert_int_equal(calendar_working_us(&calendar, from_us, to_us),
                             count_us(from_us, to_us));
        }
    }
}

/* The due time is the first at which the time is used up. */
static void due_is_the_first_moment(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    struct calendar calendar = some_calendar(arena);
    for (int64_t from = 0; from < 8 * 1440; from += 457) {
        int64_t from_us = start_us + from * minute_us;
        for (int64_t amount = 1; amount < 2000; amount = amount * 2 + 13) {
            int64_t due_us = calendar_due_us(&calendar, from_us, amount * minute_us);
            assert_int_equal(calendar_working_us(&calendar, from_us, due_us), amount * minute_us);
            assert_true(calendar_working_us(&calendar, from_us, due_us - 1) < amount * minute_us);
        }
    }
    assert_int_equal(calendar_due_us(&calendar, start_us, 0), start_us);
}

static void without_hours_nothing_is_due(void **state)
{
    (void)state;
    const struct calendar calendar = {0};
    assert_true(calendar_due_us(&calendar, start_us, 1) == INT64_MAX);
    assert_int_equal(calendar_working_us(&calendar, 0, start_us), 0);
    assert_int_equal(calendar_working_us(&calendar, start_us, start_us - 5), 0);
}

static void expect_refused(const struct intake_calendar_put *data, const char *path)
{
    struct calendar calendar;
    struct refusal refusal;
    assert_int_equal(calendar_read(data, &calendar, &refusal), -1);
    assert_int_equal(refusal.code, E_CALENDAR);
    assert_string_equal(refusal.path, path);
}

static void what_contradicts_itself_is_refused(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct working_hours overlap[] = {hours_of(1, 60, 120), hours_of(1, 119, 180)};
    expect_refused(&(struct intake_calendar_put){.hours = working_hours_list(overlap, 2, arena)},
                   "data.hours[1]");
    const struct working_hours backward[] = {hours_of(1, 120, 120)};
    expect_refused(&(struct intake_calendar_put){.hours = working_hours_list(backward, 1, arena)},
                   "data.hours[0]");
    const struct holiday twice[] = {{.day = 5}, {.day = 5}};
    expect_refused(&(struct intake_calendar_put){.holidays = holiday_list(twice, 2, arena)},
                   "data.holidays[1]");
    const struct clock_allowance planned[] = {{.state = REQUEST_PLANNED, .minutes = 5}};
    expect_refused(
        &(struct intake_calendar_put){.allowances = clock_allowance_list(planned, 1, arena)},
        "data.allowances[0]");
}

static int be_in_montreal(void **state)
{
    (void)state;
    return zone_set("America/Toronto");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(working_time_is_what_is_counted),
        cmocka_unit_test(due_is_the_first_moment),
        cmocka_unit_test(without_hours_nothing_is_due),
        cmocka_unit_test(what_contradicts_itself_is_refused),
    };
    return cmocka_run_group_tests(cases, be_in_montreal, NULL);
}
