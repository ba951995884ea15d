/* SPDX-License-Identifier: MPL-2.0 */
/* The table of errors: numbers and names are unique, every text is there in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/error.h"

static void test_rows_are_complete_and_unique(void **state)
{
    size_t count;
    const struct error *errors = error_all(&count);
    (void)state;
    assert_true(count > 40);
    for (size_t i = 0; i < count; i++) {
        assert_true(errors[i].code >= 1000 && errors[i].code <= 9999);
        assert_ptr_equal(error_find(errors[i].code), &errors[i]);
        assert_ptr_equal(error_find_name(errors[i].name), &errors[i]);
        assert_true(errors[i].text_en[0] && errors[i].text_fr[0]);
        assert_true(errors[i].remedy_en[0] && errors[i].remedy_fr[0]);
    }
    assert_null(error_find(0));
    assert_null(error_find_name("E_NO_SUCH_THING"));
}

static void test_refusal_is_cut_to_its_room(void **state)
{
    struct refusal refusal;
    char longer[400];
    (void)state;
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    assert_int_equal(refusal_set(&refusal, E_STATE, longer, longer), -1);
    assert_int_equal(refusal.code, E_STATE);
    assert_int_equal(strlen(refusal.path), sizeof refusal.path - 1);
    assert_int_equal(strlen(refusal.expected), sizeof refusal.expected - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_complete_and_unique),
        cmocka_unit_test(test_refusal_is_cut_to_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
