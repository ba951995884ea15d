/* SPDX-License-Identifier: MPL-2.0 */
/* What is open: payments and notes take away, and what is taken back comes again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "open_items.h"

static void notes_and_payments_take_away(void **state)
{
    (void)state;
    struct document_row rows[] = {
        {.id = {{1}}, .kind = DOCUMENT_INVOICE, .total_cents = 1000, .due_on = 100},
        {.id = {{2}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -300, .original = {{1}}},
        {.id = {{3}}, .kind = DOCUMENT_INVOICE, .total_cents = 500, .due_on = 200},
        {.id = {{4}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -500, .original = {{3}}},
        {.id = {{5}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -50, .original = {{9}}},
    };
    struct payment_part_row paid[] = {
        {.document = {{1}}, .amount_cents = 400},
        {.document = {{1}}, .amount_cents = 100},
        {.document = {{1}}, .amount_cents = -100},
    };
    void *documents[] = {&rows[0], &rows[1], &rows[2], &rows[3], &rows[4]};
    void *parts[] = {&paid[0], &paid[1], &paid[2]};
    struct open_item items[5];
    open_items(documents, 5, parts, 3, items);
    assert_int_equal(items[0].open_cents, 300);
    assert_int_equal(items[1].open_cents, 0);
    assert_int_equal(items[4].open_cents, -50); /* of a document that is another's: a credit */
    assert_int_equal(open_item_state(&items[0], 100), DOCUMENT_PART_PAID);
    assert_int_equal(open_item_state(&items[0], 101), DOCUMENT_OVERDUE);
    assert_int_equal(open_item_state(&items[2], 300), DOCUMENT_CREDITED);
    int64_t sum_cents = 0;
    for (size_t i = 0; i < 5; i++) {
        sum_cents += items[i].open_cents;
    }
    assert_int_equal(sum_cents, 1000 - 300 + 500 - 500 - 50 - 400);
}

static void a_note_is_applied_or_paid_back(void **state)
{
    (void)state;
    struct document_row rows[] = {
        {.id = {{1}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -300},
        {.id = {{2}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -300},
        {.id = {{3}}, .kind = DOCUMENT_CREDIT_NOTE, .total_cents = -300},
    };
    struct payment_part_row used[] = {
        {.payment = {{1}}, .document = {{1}}, .amount_cents = -300},
        {.payment = {{2}}, .document = {{2}}, .amount_cents = -200},
        {.payment = {{9}}, .document = {{2}}, .amount_cents = -100},
        {.payment = {{3}}, .document = {{3}}, .amount_cents = -299},
    };
    void *documents[] = {&rows[0], &rows[1], &rows[2]};
    void *parts[] = {&used[0], &used[1], &used[2], &used[3]};
    struct open_item items[3];
    open_items(documents, 3, parts, 4, items);
    assert_int_equal(open_item_state(&items[0], 1), DOCUMENT_APPLIED);
    assert_int_equal(open_item_state(&items[1], 1), DOCUMENT_REFUNDED);
    assert_int_equal(open_item_state(&items[2], 1), DOCUMENT_PART_PAID);
    assert_int_equal(items[2].open_cents, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(notes_and_payments_take_away),
                                       cmocka_unit_test(a_note_is_applied_or_paid_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
