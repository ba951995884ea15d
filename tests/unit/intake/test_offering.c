/* SPDX-License-Identifier: MPL-2.0 */
/* Offerings: in force by their dates, the nearest on a path, never the co-operative's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "offering.h"
#include "proto/codec.h"
#include "rows.h"

static void offer(directory_t *offerings, char network, const char *service, int32_t from,
                  int32_t to)
{
    const struct offering_row row = {
        .id = store_offering_id(id_of(network), view_of(service)),
        .rev = 1,
        .network = id_of(network),
        .service = view_of(service),
        .valid_from = from,
        .valid_to = to,
    };
    offering_put(offerings, &row);
}

/* The letter of who offers the service on the path of these letters; '-' = nobody. */
static char who(const directory_t *offerings, const char *path, const char *service, int32_t day)
{
    struct path_step steps[8];
    size_t count = strlen(path);
    arena_t *arena = arena_new(1024);
    for (size_t i = 0; i < count; i++) {
        steps[i] = (struct path_step){.organisation = id_of(path[i]), .name = view_of("x")};
    }
    const struct offering_row *row =
        offering_on_path(offerings, path_step_list(steps, count, arena), view_of(service), day);
    char letter = '-';
    if (row) {
        letter = (char)row->network.bytes[0];
    }
    arena_destroy(&arena);
    return letter;
}

static void the_nearest_on_the_path_offers_it(void **state)
{
    (void)state;
    directory_t *offerings = directory_new();
    offer(offerings, 'b', "law", 1, 0);
    offer(offerings, 'c', "law", 1, 0);
    offer(offerings, 'c', "accounts", 1, 0);
    assert_int_equal(who(offerings, "abcr", "law", 100), 'b');
    assert_int_equal(who(offerings, "abcr", "accounts", 100), 'c');
    assert_int_equal(who(offerings, "abcr", "taxes", 100), '-');
    assert_int_equal(who(offerings, "acr", "law", 100), 'c');
    directory_destroy(&offerings);
}

static void neither_the_asker_nor_the_root_counts(void **state)
{
    (void)state;
    directory_t *offerings = directory_new();
    offer(offerings, 'a', "law", 1, 0);
    offer(offerings, 'r', "law", 1, 0);
    assert_int_equal(who(offerings, "abr", "law", 100), '-');
    assert_int_equal(who(offerings, "ar", "law", 100), '-');
    assert_int_equal(who(offerings, "r", "law", 100), '-');
    assert_int_equal(who(offerings, "", "law", 100), '-');
    directory_destroy(&offerings);
}

static void dates_count(void **state)
{
    (void)state;
    directory_t *offerings = directory_new();
    offer(offerings, 'b', "law", 100, 200);
    assert_int_equal(who(offerings, "abr", "law", 99), '-');
    assert_int_equal(who(offerings, "abr", "law", 100), 'b');
    assert_int_equal(who(offerings, "abr", "law", 200), 'b');
    assert_int_equal(who(offerings, "abr", "law", 201), '-');
    offer(offerings, 'b', "law", 100, 0);
    assert_int_equal(who(offerings, "abr", "law", 9999), 'b');
    directory_destroy(&offerings);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(the_nearest_on_the_path_offers_it),
        cmocka_unit_test(neither_the_asker_nor_the_root_counts),
        cmocka_unit_test(dates_count),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
