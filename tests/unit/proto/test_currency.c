/* SPDX-License-Identifier: MPL-2.0 */
/* Amounts of currencies with 0, 2 and 3 digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "proto/currency.h"

static void each_currency_has_its_own_unit(void **state)
{
    (void)state;
    char text[AMOUNT_TEXT_SIZE];
    assert_string_equal(amount_print(-123450, view_of("CAD"), '.', text), "-1234.50");
    assert_string_equal(amount_print(5, view_of("CAD"), ',', text), "0,05");
    assert_string_equal(amount_print(123450, view_of("JPY"), '.', text), "123450");
    assert_string_equal(amount_print(123450, view_of("TND"), ',', text), "123,450");
    assert_string_equal(amount_print(INT64_MIN, view_of("CAD"), '.', text),
                        "-92233720368547758.08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_currency_has_its_own_unit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
