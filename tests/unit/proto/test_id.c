/* SPDX-License-Identifier: MPL-2.0 */
/* Ids: the example of RFC 9562, order, and the way to text and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/id.h"

/* RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC. */
static const char example[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
static const int64_t example_ms = INT64_C(1645557742000);

static void test_example_of_the_rfc(void **state)
{
    struct id id;
    char text[ID_TEXT_SIZE];
    (void)state;
    assert_int_equal(id_parse(view_of("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), &id), 0);
    assert_true(id_is_v7(id));
    assert_int_equal(id_time_ms(id), example_ms);
    assert_string_equal(id_print(id, text), example);
}

static void test_new_id_holds_its_instant(void **state)
{
    (void)state;
    struct id id = id_new(example_ms * 1000 + 999);
    assert_true(id_is_v7(id));
    assert_int_equal(id_time_ms(id), example_ms);
}

/* 20,000 in one millisecond are more than its counter holds; then the clock goes back. */
static void test_ids_rise_strictly(void **state)
{
    (void)state;
    int64_t now_us = (example_ms + 1000) * 1000;
    struct id last = id_new(now_us);
    for (int i = 0; i < 40000; i++) {
        struct id next = id_new(i < 20000 ? now_us : now_us - 1000 * i);
        assert_true(id_compare(last, next) < 0);
        assert_true(id_is_v7(next));
        last = next;
    }
    assert_true(id_time_ms(last) < example_ms + 1000 + 40000 / 2048 + 1);
}

static void test_ids_differ_in_their_random_part(void **state)
{
    (void)state;
    struct id a = id_new(example_ms * 1000);
    struct id b = id_new(example_ms * 1000);
    assert_memory_not_equal(a.bytes + 8, b.bytes + 8, 8);
}

static void test_parse_refuses(void **state)
{
    struct id id;
    (void)state;
    static const char *const wrong[] = {
        "",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
        "017f22e279b07cc398c4dc0c0c07398f0000",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(id_parse(view_of(wrong[i]), &id), -1);
    }
}

static void test_print_and_parse_are_inverse(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct id id = id_new(i * 1000);
        struct id again;
        char text[ID_TEXT_SIZE];
        assert_int_equal(id_parse(view_of(id_print(id, text)), &again), 0);
        assert_true(id_equal(id, again));
    }
}

/* The first 16 bytes of SHA-256("service" 0 "legal.advice"), version 8. */
static void test_id_from_text(void **state)
{
    char text[ID_TEXT_SIZE];
    (void)state;
    struct id id = id_from_text("service", view_of("legal.advice"));
    assert_string_equal(id_print(id, text), "afbfd975-a215-8d8f-841b-40f413e91e36");
    assert_false(id_is_v7(id));
    assert_false(id_equal(id, id_from_text("servicel", view_of("egal.advice"))));
    assert_false(id_equal(id, id_from_text("service", view_of("legal.advic"))));
}

static void test_first(void **state)
{
    (void)state;
    const int64_t later_us = id_time_ms(id_new(0)) * 1000 + 10000000; /* ids never go back */
    const struct id id = id_new(later_us), first = id_first(later_us + 999);
    assert_true(id_compare(first, id) <= 0);
    assert_true(id_compare(id_first(later_us + 1000), id) > 0);
    assert_int_equal(id_time_ms(first), later_us / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),
        cmocka_unit_test(test_example_of_the_rfc),
        cmocka_unit_test(test_new_id_holds_its_instant),
        cmocka_unit_test(test_ids_rise_strictly),
        cmocka_unit_test(test_ids_differ_in_their_random_part),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_print_and_parse_are_inverse),
        cmocka_unit_test(test_id_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
