/* SPDX-License-Identifier: MPL-2.0 */
/* What lies below what, on which day: by ties that all hold on that day, and by no others. */
#include "runtime/kinship.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DAY = 20000 };

static struct id number(uint16_t value)
{
    return (struct id){{[14] = (uint8_t)(value >> 8), [15] = (uint8_t)value}};
}

static void tie(kinship_t *kinship, uint16_t lower, uint16_t upper, int32_t from, int32_t to)
{
    kinship_put(kinship, &(struct tie){number((uint16_t)(lower * 100 + upper)), number(lower),
                                       number(upper), from, to, false});
}

static bool reaches(kinship_t *kinship, uint16_t thing, uint16_t place, int32_t day)
{
    const struct id places[] = {number(place), number(60000)};
    return kinship_reaches(kinship, number(thing), day, places, 2);
}

static int begin(void **state)
{
    *state = kinship_new();
    return 0;
}

static int end(void **state)
{
    kinship_t *kinship = *state;
    kinship_destroy(&kinship);
    return 0;
}

static void test_itself(void **state)
{
    assert_true(reaches(*state, 1, 1, DAY));
    assert_false(reaches(*state, 1, 2, DAY));
    assert_false(kinship_reaches(*state, number(1), DAY, NULL, 0));
}

static void test_upward_only(void **state)
{
    tie(*state, 1, 2, DAY, 0);
    tie(*state, 2, 3, DAY, 0);
    assert_true(reaches(*state, 1, 3, DAY));
    assert_false(reaches(*state, 3, 1, DAY));
    assert_false(reaches(*state, 2, 1, DAY));
}

static void test_all_above(void **state)
{
    struct id above[4];
    tie(*state, 1, 2, DAY, 0);
    tie(*state, 1, 3, DAY, 0);
    tie(*state, 2, 4, DAY, 0);
    tie(*state, 3, 4, DAY, 0);
    tie(*state, 4, 1, DAY, 0); /* a circle of later days is not walked twice */
    tie(*state, 3, 5, DAY + 1, 0);
    assert_int_equal(kinship_list_above(*state, number(1), DAY, above, 4), 3);
    assert_true(id_equal(above[2], number(4)));
    assert_int_equal(kinship_list_above(*state, number(1), DAY + 1, above, 4), 4);
    assert_int_equal(kinship_list_above(*state, number(1), DAY + 1, above, 2), 2);
    assert_int_equal(kinship_list_above(*state, number(9), DAY, above, 4), 0);
}

static void test_days(void **state)
{
    tie(*state, 1, 2, DAY - 10, DAY + 10);
    tie(*state, 2, 3, DAY, DAY + 20);
    assert_false(reaches(*state, 1, 3, DAY - 1));
    assert_true(reaches(*state, 1, 3, DAY));
    assert_true(reaches(*state, 1, 3, DAY + 10));
    assert_false(reaches(*state, 1, 3, DAY + 11));
    assert_true(reaches(*state, 2, 3, DAY + 20));
}

/* The same tie again: its end, another upper end, another lower one. */
static void test_a_tie_changes(void **state)
{
    struct tie one = {number(9), number(1), number(2), DAY, 0, false};
    kinship_put(*state, &one);
    assert_true(reaches(*state, 1, 2, DAY + 5));
    one.to_day = DAY + 4;
    kinship_put(*state, &one);
    assert_false(reaches(*state, 1, 2, DAY + 5));
    one.upper = number(3);
    kinship_put(*state, &one);
    assert_false(reaches(*state, 1, 2, DAY));
    assert_true(reaches(*state, 1, 3, DAY));
    one.lower = number(4);
    kinship_put(*state, &one);
    assert_false(reaches(*state, 1, 3, DAY));
    assert_true(reaches(*state, 4, 3, DAY));
    one.rests = true;
    kinship_put(*state, &one);
    assert_false(reaches(*state, 4, 3, DAY));
}

/* A way that has ended does not hide one that holds. */
static void test_two_ways(void **state)
{
    tie(*state, 1, 2, 0, DAY - 1);
    tie(*state, 1, 3, 0, 0);
    tie(*state, 2, 4, 0, 0);
    tie(*state, 3, 4, 0, 0);
    assert_true(reaches(*state, 1, 4, DAY));
    tie(*state, 3, 4, 0, DAY - 1);
    assert_false(reaches(*state, 1, 4, DAY));
}

/* A ladder of 2^20 ways: each thing is looked at once. A circle ends too. */
static void test_many_ways_and_a_circle(void **state)
{
    for (uint16_t rung = 0; rung < 20; rung++) {
        for (uint16_t side = 0; side < 4; side++) {
            tie(*state, (uint16_t)(2 * rung + side % 2), (uint16_t)(2 * rung + 2 + side / 2), 0, 0);
        }
    }
    assert_true(reaches(*state, 0, 2 * KINSHIP_DEPTH_MAX, DAY));
    assert_false(reaches(*state, 0, 2 * KINSHIP_DEPTH_MAX + 2, DAY)); /* too far up */
    assert_false(reaches(*state, 0, 500, DAY));
    tie(*state, 4, 0, 0, 0);
    assert_false(reaches(*state, 0, 500, DAY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_itself, begin, end),
        cmocka_unit_test_setup_teardown(test_upward_only, begin, end),
        cmocka_unit_test_setup_teardown(test_all_above, begin, end),
        cmocka_unit_test_setup_teardown(test_days, begin, end),
        cmocka_unit_test_setup_teardown(test_a_tie_changes, begin, end),
        cmocka_unit_test_setup_teardown(test_two_ways, begin, end),
        cmocka_unit_test_setup_teardown(test_many_ways_and_a_circle, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
