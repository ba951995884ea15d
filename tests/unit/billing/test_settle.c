/* SPDX-License-Identifier: MPL-2.0 */
/* Settling: what is said must fit, else the documents that are due first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "settle.h"

static const struct view cad = {(const uint8_t *)"CAD", 3};

static const struct document_row rows[] = {
    {.id = {{1}}, .due_on = 30, .currency = {(const uint8_t *)"CAD", 3}},
    {.id = {{2}}, .due_on = 10, .currency = {(const uint8_t *)"CAD", 3}},
    {.id = {{3}}, .due_on = 1, .currency = {(const uint8_t *)"USD", 3}},
    {.id = {{4}}, .due_on = 2, .currency = {(const uint8_t *)"CAD", 3}},
};

static void set_up(struct open_item items[4])
{
    static const int64_t open_cents[] = {100, 200, 300, -50};
    for (size_t i = 0; i < 4; i++) {
        items[i] = (struct open_item){.document = &rows[i], .open_cents = open_cents[i]};
    }
}

static void the_oldest_come_first(void **state)
{
    (void)state;
    struct open_item items[4];
    struct payment_part parts[PART_MAX];
    set_up(items);
    struct settling settling = {items, 4, cad, 250};
    assert_int_equal(settle_oldest(&settling, parts), 2);
    assert_int_equal(parts[0].document.bytes[0], 2);
    assert_int_equal(parts[0].amount_cents, 200);
    assert_int_equal(parts[1].document.bytes[0], 1);
    assert_int_equal(parts[1].amount_cents, 50);
    set_up(items);
    settling.amount_cents = 10000;
    assert_int_equal(settle_oldest(&settling, parts), 2);
    assert_int_equal(settle_oldest(&settling, parts), 0);
}

static bool fits(arena_t *arena, int64_t amount_cents, const struct payment_part *said,
                 size_t count)
{
    struct open_item items[4];
    struct payment_part parts[PART_MAX];
    set_up(items);
    struct settling settling = {items, 4, cad, amount_cents};
    return settle_as_said(&settling, payment_part_list(said, count, arena), parts);
}

static void what_is_said_must_fit(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct payment_part both[] = {{{{1}}, 100, 0}, {{{2}}, 150, 0}};
    const struct payment_part twice[] = {{{{1}}, 60, 0}, {{{1}}, 60, 0}};
    const struct payment_part wrong[] = {{{{1}}, 101, 0}, {{{1}}, 0, 0}, {{{1}}, -5, 0},
                                         {{{3}}, 5, 0},   {{{4}}, 5, 0}, {{{9}}, 5, 0}};
    assert_true(fits(arena, 250, both, 2));
    assert_false(fits(arena, 249, both, 2));
    assert_false(fits(arena, 250, twice, 2));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(fits(arena, 1000, &wrong[i], 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_come_first),
        cmocka_unit_test(what_is_said_must_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
