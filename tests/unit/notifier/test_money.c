/* SPDX-License-Identifier: MPL-2.0 */
/* Amounts, rates, durations and days, as people in Québec write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "moment.h"
#include "money.h"
#include "runtime/zone.h"
#include "texts.h"

#define NB "\xc2\xa0" /* no-break space */

static void expect_amount(int64_t cents, const char *currency, const char *fr, const char *en)
{
    expect(money_amount(cents, view_of(currency), LANGUAGE_FR, arena), fr);
    expect(money_amount(cents, view_of(currency), LANGUAGE_EN, arena), en);
}

static void test_dollars(void **state)
{
    (void)state;
    expect_amount(0, "CAD", "0,00" NB "$", "$0.00");
    expect_amount(5, "CAD", "0,05" NB "$", "$0.05");
    expect_amount(99999, "CAD", "999,99" NB "$", "$999.99");
    expect_amount(123456, "CAD", "1" NB "234,56" NB "$", "$1,234.56");
    expect_amount(100000000, "CAD", "1" NB "000" NB "000,00" NB "$", "$1,000,000.00");
    expect_amount(-123456, "CAD", "-1" NB "234,56" NB "$", "-$1,234.56");
}

static void test_extremes(void **state)
{
    (void)state;
    expect_amount(INT64_MAX, "CAD", "92" NB "233" NB "720" NB "368" NB "547" NB "758,07" NB "$",
                  "$92,233,720,368,547,758.07");
    expect_amount(INT64_MIN, "CAD", "-92" NB "233" NB "720" NB "368" NB "547" NB "758,08" NB "$",
                  "-$92,233,720,368,547,758.08");
}

static void test_minor_units(void **state)
{
    (void)state;
    expect_amount(1234, "JPY", "1" NB "234" NB "¥", "¥1,234");
    expect_amount(1234567, "KWD", "1" NB "234,567" NB "KWD", "KWD" NB "1,234.567");
    expect_amount(1234, "EUR", "12,34" NB "€", "€12.34");
    expect_amount(1234, "CHF", "12,34" NB "CHF", "CHF" NB "12.34");
    expect_amount(-1234, "CHF", "-12,34" NB "CHF", "-CHF" NB "12.34");
}

static void test_rates(void **state)
{
    (void)state;
    expect(money_rate(50000, LANGUAGE_FR, arena), "5" NB "%");
    expect(money_rate(50000, LANGUAGE_EN, arena), "5%");
    expect(money_rate(99750, LANGUAGE_FR, arena), "9,975" NB "%");
    expect(money_rate(99750, LANGUAGE_EN, arena), "9.975%");
    expect(money_rate(1, LANGUAGE_EN, arena), "0.0001%");
    expect(money_rate(0, LANGUAGE_EN, arena), "0%");
    expect(money_rate(1000000, LANGUAGE_FR, arena), "100" NB "%");
}

static void test_durations(void **state)
{
    (void)state;
    expect(moment_duration(0, LANGUAGE_FR, arena), "0" NB "min");
    expect(moment_duration(45, LANGUAGE_FR, arena), "45" NB "min");
    expect(moment_duration(120, LANGUAGE_EN, arena), "2" NB "h");
    expect(moment_duration(125, LANGUAGE_FR, arena), "2" NB "h" NB "05" NB "min");
}

static void test_days(void **state)
{
    (void)state;
    expect(moment_day(0, LANGUAGE_FR, arena), "1er" NB "janvier 1970");
    expect(moment_day(0, LANGUAGE_EN, arena), "January" NB "1, 1970");
    expect(moment_day(20515, LANGUAGE_FR, arena), "3" NB "mars 2026");
    expect(moment_day(20515, LANGUAGE_EN, arena), "March" NB "3, 2026");
}

static void expect_instant(const char *zone, int64_t time_us, const char *fr, const char *en)
{
    assert_int_equal(zone_set(zone), 0);
    expect(moment_instant(time_us, LANGUAGE_FR, arena), fr);
    expect(moment_instant(time_us, LANGUAGE_EN, arena), en);
}

static void test_instants(void **state)
{
    (void)state;
    int64_t winter_us = 1764000000000000; /* 2025-11-24 16:00 UTC */
    expect_instant("America/Toronto", winter_us, "24" NB "novembre 2025 à 11" NB "h (UTC-5)",
                   "November" NB "24, 2025 at 11:00" NB "a.m. (UTC-5)");
    expect_instant("UTC", winter_us + 125 * 60 * INT64_C(1000000),
                   "24" NB "novembre 2025 à 18" NB "h" NB "05 (UTC)",
                   "November" NB "24, 2025 at 6:05" NB "p.m. (UTC)");
    expect_instant("Asia/Kolkata", winter_us,
                   "24" NB "novembre 2025 à 21" NB "h" NB "30 (UTC+5:30)",
                   "November" NB "24, 2025 at 9:30" NB "p.m. (UTC+5:30)");
}

static void test_languages(void **state)
{
    (void)state;
    struct view en = view_of("en"), none = {0};
    assert_int_equal(language_choose(view_of("fr-CA"), en), LANGUAGE_FR);
    assert_int_equal(language_choose(view_of("EN"), view_of("fr")), LANGUAGE_EN);
    assert_int_equal(language_choose(view_of("iu"), en), LANGUAGE_EN);
    assert_int_equal(language_choose(view_of("eng"), view_of("fr")), LANGUAGE_FR);
    assert_int_equal(language_choose(none, none), LANGUAGE_FR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dollars),     cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_minor_units), cmocka_unit_test(test_rates),
        cmocka_unit_test(test_durations),   cmocka_unit_test(test_days),
        cmocka_unit_test(test_instants),    cmocka_unit_test(test_languages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
