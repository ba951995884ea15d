/* SPDX-License-Identifier: MPL-2.0 */
/* What may never be written: a document beyond what a number holds exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "issue_document.h"

/* 2^53: what a JSON number holds to the cent. */
static void test_a_document_that_is_too_large(void **state)
{
    (void)state;
    struct invoice_line lines[] = {{.amount_cents = INT64_C(1) << 53}, {.amount_cents = 1}};
    struct document_draft draft = {.kind = DOCUMENT_INVOICE, .lines = lines, .line_count = 1};
    assert_int_equal(issue_document_fault(&draft), 0);
    draft.line_count = 2;
    assert_int_equal(issue_document_fault(&draft), E_AMOUNT);
    lines[0].amount_cents = -(INT64_C(1) << 53);
    lines[1].amount_cents = -1;
    assert_int_equal(issue_document_fault(&draft), E_AMOUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_document_that_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
