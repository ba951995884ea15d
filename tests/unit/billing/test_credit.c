/* SPDX-License-Identifier: MPL-2.0 */
/* Credit: what is left of payments and documents, never more than there is, the oldest first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "credit.h"

static const struct view cad = {(const uint8_t *)"CAD", 3};

static struct payment_row payment(uint8_t id, int32_t day, int64_t cents, uint8_t reverses)
{
    return (struct payment_row){
        .id = {{id}}, .day = day, .amount_cents = cents, .currency = cad, .reverses = {{reverses}}};
}

static void what_nothing_has_used_is_left(void **state)
{
    (void)state;
    struct payment_row rows[] = {
        payment(1, 30, 1000, 0), /* 700 of it settled something */
        payment(2, 10, 500, 0),  /* nothing used it */
        payment(3, 5, 400, 0),   /* taken back */
        payment(4, 6, -400, 3),  /* by this */
        payment(5, 7, -200, 0),  /* paid back */
        payment(6, 1, 9999, 0),  /* another currency */
    };
    rows[5].currency = view_of("USD");
    struct payment_part_row used[] = {{.payment = {{1}}, .document = {{11}}, .amount_cents = 700},
                                      {.payment = {{9}}, .document = {{11}}, .amount_cents = 5}};
    struct document_row note = {.id = {{12}}, .total_cents = -60, .issued_on = 20, .currency = cad};
    struct open_item items[] = {{.document = &note, .open_cents = -60}};
    void *payments[] = {&rows[0], &rows[1], &rows[2], &rows[3], &rows[4], &rows[5]};
    void *parts[] = {&used[0], &used[1]};
    struct credit credits[7];
    size_t count =
        credit_list(&(struct credit_books){payments, 6, parts, 2, items, 1, cad}, credits);
    assert_int_equal(count, 3);
    assert_int_equal(credits[0].source.bytes[0], 2);
    assert_int_equal(credits[1].source.bytes[0], 12);
    assert_true(credits[1].document);
    assert_int_equal(credits[2].left_cents, 300);
    assert_int_equal(credit_sum(credits, count), 860);
}

static void the_oldest_is_used_first_and_up(void **state)
{
    (void)state;
    struct credit credits[] = {{.source = {{1}}, .left_cents = 100, .part_count = PART_MAX - 1},
                               {.source = {{2}}, .document = true, .left_cents = 50}};
    const struct credit *used = NULL;
    assert_int_equal(credit_take(credits, 2, 30, &used), 30);
    assert_int_equal(used->source.bytes[0], 1);
    assert_int_equal(credit_take(credits, 2, 80, &used),
                     50); /* the payment has no room for a part */
    assert_int_equal(used->source.bytes[0], 2);
    assert_int_equal(credit_take(credits, 2, 80, &used), 0);
    assert_int_equal(credit_take(credits, 0, 80, &used), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nothing_has_used_is_left),
        cmocka_unit_test(the_oldest_is_used_first_and_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
