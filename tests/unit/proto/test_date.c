/* SPDX-License-Identifier: MPL-2.0 */
/* Days and their text, against a calendar counted day by day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/codec.h"

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Every day from 1970 to 9999, and the day after the last of each month, which is none. */
static void test_every_day(void **state)
{
    char expected[64], found[DATE_TEXT_SIZE];
    int32_t day, number = 0;
    (void)state;
    for (int year = 1970; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            int count = days_of(year, month);
            for (int i = 1; i <= count; i++, number++) {
                (void)snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, i);
                assert_int_equal(date_parse(view_of(expected), &day), 0);
                assert_int_equal(day, number);
                assert_string_equal(date_print(number, found), expected);
            }
            (void)snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, count + 1);
            assert_int_equal(date_parse(view_of(expected), &day), -1);
        }
    }
}

static void test_known_days(void **state)
{
    int32_t day;
    (void)state;
    assert_int_equal(date_parse(view_of("2000-03-01"), &day), 0);
    assert_int_equal(day, 11017);
    assert_int_equal(date_parse(view_of("2026-01-01"), &day), 0);
    assert_int_equal(day, 20454);
}

static void test_day_of_an_instant(void **state)
{
    const int64_t day_us = INT64_C(86400000000);
    (void)state;
    assert_int_equal(date_of_us(0), 0);
    assert_int_equal(date_of_us(day_us - 1), 0);
    assert_int_equal(date_of_us(day_us), 1);
    assert_int_equal(date_of_us(20454 * day_us + 1), 20454);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_day_of_an_instant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
