/* SPDX-License-Identifier: MPL-2.0 */
/* The catalogue: what is offered on a day, pages in the order of codes, rules that name a service. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "rows.h"

static void put_dated(catalogue_t *catalogue, const char *code, int32_t from, int32_t to)
{
    const struct service_row row = {
        .id = store_service_id(view_of(code)),
        .rev = 1,
        .code = view_of(code),
        .field = view_of("dated"),
        .active_from = from,
        .active_to = to,
    };
    catalogue_put_service(catalogue, &row);
}

static void a_service_is_offered_by_its_days(void **state)
{
    (void)state;
    catalogue_t *catalogue = catalogue_new();
    put_dated(catalogue, "law", 10, 20);
    struct id law = store_service_id(view_of("law"));
    assert_null(catalogue_find(catalogue, law, 9));
    assert_non_null(catalogue_find(catalogue, law, 10));
    assert_non_null(catalogue_find(catalogue, law, 20));
    assert_null(catalogue_find(catalogue, law, 21));
    assert_non_null(catalogue_find_between(catalogue, law, 1, 10));
    assert_non_null(catalogue_find_between(catalogue, law, 20, 0));
    assert_null(catalogue_find_between(catalogue, law, 1, 9));
    assert_null(catalogue_find_between(catalogue, law, 21, 0));
    assert_non_null(catalogue_service(catalogue, law));
    catalogue_destroy(&catalogue);
}

/* The codes of a page, separated by spaces, as a text. */
static const char *page(const catalogue_t *catalogue, struct catalogue_filter filter, size_t max)
{
    static char text[128];
    const struct service_row *rows[8];
    size_t count = catalogue_page(catalogue, &filter, max, rows), size = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(text + size, rows[i]->code.bytes, rows[i]->code.size);
        size += rows[i]->code.size;
        text[size++] = ' ';
    }
    text[size] = '\0';
    return text;
}

static void pages_are_in_the_order_of_codes(void **state)
{
    (void)state;
    catalogue_t *catalogue = catalogue_new();
    const char *codes[] = {"d", "a", "f", "b", "e", "c", "aa"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        put_service(catalogue, codes[i]);
    }
    put_dated(catalogue, "bb", 10, 20);
    assert_string_equal(page(catalogue, (struct catalogue_filter){0}, 3), "a aa b ");
    assert_string_equal(page(catalogue, (struct catalogue_filter){.after = view_of("b")}, 3),
                        "bb c d ");
    assert_string_equal(
        page(catalogue, (struct catalogue_filter){.after = view_of("b"), .day = 9}, 3), "c d e ");
    assert_string_equal(page(catalogue, (struct catalogue_filter){.after = view_of("f")}, 3), "");
    assert_string_equal(page(catalogue, (struct catalogue_filter){.field = view_of("dated")}, 3),
                        "bb ");
    assert_string_equal(page(catalogue, (struct catalogue_filter){0}, 8), "a aa b bb c d e f ");
    catalogue_destroy(&catalogue);
}

static void rules_that_name_a_service_are_found(void **state)
{
    (void)state;
    catalogue_t *catalogue = catalogue_new();
    arena_t *arena = arena_new(1024);
    put_service(catalogue, "law");
    put_rule(catalogue, "r2", "need=law", "accounts", arena);
    put_rule(catalogue, "r1", "kind=coop", "law", arena);
    put_rule(catalogue, "r3", "kind=coop", "accounts", arena);
    struct view codes[4];
    assert_int_equal(catalogue_rules_naming(catalogue, view_of("law"), 4, codes), 2);
    assert_true(view_is(codes[0], "r1") && view_is(codes[1], "r2"));
    assert_int_equal(catalogue_rules_naming(catalogue, view_of("law"), 1, codes), 1);
    assert_int_equal(catalogue_rules_naming(catalogue, view_of("taxes"), 4, codes), 0);
    arena_destroy(&arena);
    catalogue_destroy(&catalogue);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_service_is_offered_by_its_days),
        cmocka_unit_test(pages_are_in_the_order_of_codes),
        cmocka_unit_test(rules_that_name_a_service_are_found),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
