/* SPDX-License-Identifier: MPL-2.0 */
/* Formats of numbers: what is refused, what is printed, and that no two of them give one number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "number_format.h"

static void a_format_has_one_number_and_a_year_when_it_restarts(void **state)
{
    (void)state;
    assert_null(number_format_fault(view_of("F-{number}"), false));
    assert_null(number_format_fault(view_of("F-{year}-{number}"), true));
    assert_null(number_format_fault(view_of("{number}/{year}"), true));
    assert_null(number_format_fault(view_of("請求-{number}"), false));
    assert_null(number_format_fault(view_of("001-002-{number}"), false));
    const char *const wrong[] = {
        "",           "F-",         "{number}{number}", "F-{number}-{number}",
        "F-{year}",   "F-{Number}", "F {number}",       "F-{number}}",
        "20{number}", "{number}7",  "F\n-{number}",     "{number"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_non_null(number_format_fault(view_of(wrong[i]), false));
        assert_non_null(number_format_fault(view_of(wrong[i]), true));
    }
    assert_non_null(number_format_fault(view_of("F-{number}"), true));
    assert_non_null(number_format_fault(view_of("F-{year}-{number}"), false));
    assert_non_null(number_format_fault(view_of("F{year}{number}"), true));
}

static void numbers_are_padded_and_years_filled_in(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct view year = view_of("2026"), none = {0};
    assert_true(view_is(number_format_print(view_of("F-{number}"), none, 6, 7, arena), "F-000007"));
    assert_true(view_is(number_format_print(view_of("F-{year}-{number}"), year, 6, 1, arena),
                        "F-2026-000001"));
    assert_true(view_is(number_format_print(view_of("{number}/{year}"), year, 1, 12345, arena),
                        "12345/2026"));
    assert_true(view_is(number_format_series(view_of("F-{number}"), none, arena), "F"));
    assert_true(view_is(number_format_series(view_of("F-{year}-{number}"), year, arena), "F-2026"));
    assert_true(
        view_is(number_format_series(view_of("{number}/{year}"), year, arena), "{number}/2026"));
    assert_true(view_is(number_format_series(view_of("-{number}"), none, arena), "-{number}"));
}

/* Every format of a few parts with small numbers: those that share a number must be said to meet. */
static void formats_that_give_one_number_meet(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(1 << 20);
    static const char *const formats[] = {
        "{number}",          "A-{number}",        "A-{number}-1",  "A-1-{number}",
        "A-{year}-{number}", "A-{number}-{year}", "{number}-A",    "{number}/{year}",
        "{year}/{number}",   "A-2-{number}",      "A-{number}-2",  "B-{number}",
        "1-{number}",        "{number}-1",        "A-01-{number}",
    };
    static const char *const years[] = {"1", "2", "01"};
    const size_t count = sizeof formats / sizeof *formats;
    for (size_t i = 0; i < count * count; i++) {
        struct view a = view_of(formats[i / count]), b = view_of(formats[i % count]);
        bool met = false;
        for (int n = 0; n < 9 * 9 * 4 && i / count != i % count; n++) {
            struct view one =
                number_format_print(a, view_of(years[n % 3]), 1 + n % 2, n / 36 + 1, arena);
            struct view two = number_format_print(b, view_of(years[n / 3 % 3]), 1 + n / 2 % 2,
                                                  n / 4 % 9 + 1, arena);
            met = met || view_equal(one, two);
        }
        assert_true(!met || number_formats_meet(a, b));
    }
    assert_true(number_formats_meet(view_of("A-{number}-1"), view_of("A-1-{number}")));
    assert_false(number_formats_meet(view_of("F-{number}"), view_of("F-{year}-{number}")));
    assert_false(number_formats_meet(view_of("F-2025-{number}"), view_of("F-2026-{number}")));
    assert_false(number_formats_meet(view_of("F-{number}"), view_of("C-{number}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_format_has_one_number_and_a_year_when_it_restarts),
        cmocka_unit_test(numbers_are_padded_and_years_filled_in),
        cmocka_unit_test(formats_that_give_one_number_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
