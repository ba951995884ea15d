/* SPDX-License-Identifier: MPL-2.0 */
/* What may never be written: a closing whose sums differ, a document beyond what a number holds exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "closing.h"
#include "issue_document.h"

static void test_a_certificate_that_does_not_add_up(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    struct certificate certificate = {.cost_cents = 0};
    struct closing closing;
    assert_int_equal(closing_make(&certificate, NULL, arena, &closing), 0);
    certificate.cost_cents = 100; /* and nobody pays it */
    assert_int_equal(closing_make(&certificate, NULL, arena, &closing), E_BOOKS);
}

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
        cmocka_unit_test(test_a_certificate_that_does_not_add_up),
        cmocka_unit_test(test_a_document_that_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
