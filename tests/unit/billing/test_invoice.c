/* SPDX-License-Identifier: MPL-2.0 */
/* An invoice: nothing is lost between work and lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "invoice.h"

static struct work_log_row make_log(uint8_t need, int64_t minutes, int64_t hourly_cents)
{
    return (struct work_log_row){
        .need = {{need}},
        .service = view_of("legal.advice"),
        .professional = {{7}},
        .minutes = minutes,
        .hourly_cents = hourly_cents,
        .currency = view_of("CAD"),
        .amount_cents = price_work(minutes, hourly_cents),
    };
}

static void lines_carry_all_of_the_work(void **state)
{
    (void)state;
    struct invoice invoice = {0};
    int64_t minutes = 0, cents = 0;
    for (uint8_t i = 0; i < 90; i++) {
        struct work_log_row log = make_log(i % 3, 7 + i, i < 45 ? 11500 : 11900);
        assert_true(invoice_add(&invoice, &log, view_of("2026-11")));
        minutes += log.minutes;
        cents += log.amount_cents;
    }
    assert_int_equal(invoice.line_count, 6); /* three needs at two rates */
    for (size_t i = 0; i < invoice.line_count; i++) {
        minutes -= invoice.lines[i].minutes;
        cents -= invoice.lines[i].amount_cents;
    }
    assert_int_equal(minutes, 0);
    assert_int_equal(cents, 0);
}

static void what_does_not_fit_waits(void **state)
{
    (void)state;
    struct invoice invoice = {0};
    for (uint8_t i = 0; i < INVOICE_LINE_MAX; i++) {
        struct work_log_row log = make_log(i, 60, 10000);
        assert_true(invoice_add(&invoice, &log, view_of("2026-11")));
    }
    struct work_log_row more = make_log(200, 60, 10000);
    assert_false(invoice_add(&invoice, &more, view_of("2026-11")));
    struct work_log_row known = make_log(0, 60, 10000);
    assert_true(invoice_add(&invoice, &known, view_of("2026-11")));
    struct work_log_row foreign = make_log(0, 60, 10000);
    foreign.currency = view_of("EUR");
    assert_false(invoice_add(&invoice, &foreign, view_of("2026-11")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_carry_all_of_the_work),
        cmocka_unit_test(what_does_not_fit_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
