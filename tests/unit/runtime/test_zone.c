/* SPDX-License-Identifier: MPL-2.0 */
/* Days of zones: beside Python's own reading of the zone database, over summer time that begins at midnight,
 * midnights that come twice and a day that was left out. */
#include "runtime/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/batch.h"

#define ORACLE "/usr/bin/python3 " SOURCE_ROOT "/tests/unit/runtime/zones.py"

static void expect_line(const char *line)
{
    char zone[64];
    long long a, b, c;
    int64_t until_us;
    if (sscanf(line, "zone %63s", zone) == 1) {
        assert_int_equal(zone_set(zone), 0);
    } else if (sscanf(line, "day %lld %lld", &a, &b) == 2) {
        assert_int_equal(zone_day_start_us((int32_t)a), b);
    } else {
        assert_int_equal(sscanf(line, "instant %lld %lld %lld", &a, &b, &c), 3);
        assert_int_equal(zone_day(a), b);
        assert_int_equal(zone_offset_us(a, &until_us), c);
        assert_true(until_us > a);
    }
}

static void days_are_those_of_the_oracle(void **state)
{
    (void)state;
    char line[128];
    size_t count = 0;
    FILE *oracle = popen(ORACLE, "r");
    assert_non_null(oracle);
    for (; fgets(line, sizeof line, oracle); count++) {
        expect_line(line);
    }
    assert_int_equal(pclose(oracle), 0);
    assert_true(count > 50000);
}

/* 2026-03-08 07:00 UTC and 2026-11-01 06:00 UTC. */
static void an_offset_holds_until_it_changes(void **state)
{
    (void)state;
    const int64_t hour_us = INT64_C(3600000000), spring_us = INT64_C(1772953200000000),
                  autumn_us = INT64_C(1793512800000000);
    int64_t until_us;
    assert_int_equal(zone_set("America/Toronto"), 0);
    assert_int_equal(zone_offset_us(spring_us - 1, &until_us), -5 * hour_us);
    assert_int_equal(until_us, spring_us);
    assert_int_equal(zone_offset_us(spring_us - 23 * hour_us, &until_us), -5 * hour_us);
    assert_int_equal(until_us, spring_us);
    assert_int_equal(zone_offset_us(spring_us, &until_us), -4 * hour_us);
    assert_int_equal(until_us, spring_us + 24 * hour_us);
    assert_int_equal(zone_offset_us(autumn_us - 1, &until_us), -4 * hour_us);
    assert_int_equal(until_us, autumn_us);
}

static void a_name_nobody_knows_is_no_zone(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",        "Montreal", "America/Nowhere", "../../etc/passwd", "/etc/localtime",
        "America", "zone.tab", "EST5EDT,M3.2.0"};
    assert_int_equal(zone_set("America/Toronto"), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(zone_set(names[i]), -1);
    }
    assert_int_equal(zone_day(0), -1); /* the former zone stays */
    assert_int_equal(zone_set("UTC"), 0);
    assert_int_equal(zone_day(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_those_of_the_oracle),
        cmocka_unit_test(an_offset_holds_until_it_changes),
        cmocka_unit_test(a_name_nobody_knows_is_no_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
