/* SPDX-License-Identifier: MPL-2.0 */
/* Prices and taxes: published examples, rounding at half a cent, mirrors, and the cap under a total. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "price.h"

static const struct tax_row gst = {
    .code = {(const uint8_t *)"gst", 3}, .rate_ppm = 50000, .rank = 1};
static const struct tax_row qst = {
    .code = {(const uint8_t *)"qst", 3}, .rate_ppm = 99750, .rank = 2};
static const struct tax_row *const quebec[] = {&gst, &qst};

/* Revenu Québec's example: $100 is 5.00 + 9.98 = 114.98. */
static void a_hundred_dollars_in_quebec(void **state)
{
    (void)state;
    struct tax_line lines[TAX_LINE_MAX];
    assert_int_equal(price_taxes(quebec, 2, 10000, lines), 1498);
    assert_int_equal(lines[0].amount_cents, 500);
    assert_int_equal(lines[1].amount_cents, 998);
    assert_int_equal(lines[1].base_cents, 10000);
}

static void half_a_cent_goes_up_and_mirrors(void **state)
{
    (void)state;
    assert_int_equal(price_tax(10, 50000), 1);   /* 0.5 cents */
    assert_int_equal(price_tax(9, 50000), 0);    /* 0.45 */
    assert_int_equal(price_tax(-10, 50000), -1); /* a credit note mirrors its invoice */
    for (int64_t net = 0; net < 20000; net += 7) {
        assert_int_equal(price_tax(-net, 99750), -price_tax(net, 99750));
    }
}

static void tax_follows_the_written_formula(void **state)
{
    (void)state;
    for (int64_t net = 0; net < 200000; net += 13) {
        assert_int_equal(price_tax(net, 50000), (5 * net + 50) / 100);
        assert_int_equal(price_tax(net, 99750), (9975 * net + 50000) / 100000);
        assert_int_equal(price_tax(net, 130000), (13 * net + 50) / 100);
        assert_int_equal(price_tax(net, 150000), (15 * net + 50) / 100);
    }
}

static void a_tax_may_stand_on_those_before_it(void **state)
{
    (void)state;
    struct tax_row compound = qst;
    compound.base = TAX_ON_NET_AND_TAXES;
    const struct tax_row *const both[] = {&gst, &compound};
    struct tax_line lines[TAX_LINE_MAX];
    price_taxes(both, 2, 10000, lines);
    assert_int_equal(lines[1].base_cents, 10500);
    assert_int_equal(lines[1].amount_cents, 1047); /* 1047.375 */
}

static void work_is_rounded_half_up(void **state)
{
    (void)state;
    assert_int_equal(price_work(60, 11500), 11500);
    assert_int_equal(price_work(1, 30), 1); /* half a cent */
    assert_int_equal(price_work(1, 29), 0);
    assert_int_equal(price_work(0, 11500), 0);
    assert_int_equal(price_work(600000, 100000000), INT64_C(1000000000000));
}

static void amounts_near_the_limit_do_not_overflow(void **state)
{
    (void)state;
    int64_t large = INT64_C(4000000000000000000);
    assert_int_equal(price_tax(large, 99750), INT64_C(399000000000000000));
}

/* The net under a total is the largest that fits, whatever the rounding of two taxes does. */
static void the_cap_is_the_largest_net_that_fits(void **state)
{
    (void)state;
    struct tax_line lines[TAX_LINE_MAX];
    for (int64_t total = 0; total < 5000; total++) {
        int64_t net = price_net_within(quebec, 2, total);
        assert_true(net + price_taxes(quebec, 2, net, lines) <= total);
        assert_true(net + 1 + price_taxes(quebec, 2, net + 1, lines) > total);
    }
    assert_int_equal(price_net_within(NULL, 0, 777), 777);
}

/* A contact who wants no limit sends the greatest number there is: work must not be stopped by it. */
static void no_limit_is_a_very_high_cap(void **state)
{
    (void)state;
    struct tax_row doubling = {.rate_ppm = 1000000, .base = TAX_ON_NET_AND_TAXES};
    const struct tax_row *taxes[TAX_LINE_MAX];
    for (size_t i = 0; i < TAX_LINE_MAX; i++) {
        taxes[i] = &doubling;
    }
    assert_int_equal(price_net_within(taxes, TAX_LINE_MAX, INT64_MAX), INT64_C(1) << 46);
    assert_int_equal(price_net_within(NULL, 0, INT64_MAX), INT64_C(1) << 54);
}

static void a_tax_applies_within_its_region_and_days(void **state)
{
    (void)state;
    struct tax_row tax = {.region = view_of("ca.qc"), .valid_from = 100, .valid_to = 200};
    assert_true(price_tax_applies(&tax, view_of("ca.qc"), 100));
    assert_true(price_tax_applies(&tax, view_of("ca.qc.montreal"), 200));
    assert_false(price_tax_applies(&tax, view_of("ca.qcx"), 150));
    assert_false(price_tax_applies(&tax, view_of("ca"), 150));
    assert_false(price_tax_applies(&tax, view_of("ca.qc"), 99));
    assert_false(price_tax_applies(&tax, view_of("ca.qc"), 201));
    tax.valid_to = 0;
    assert_true(price_tax_applies(&tax, view_of("ca.qc"), 20000));
}

/* The cap beside its contribution: the next cent would be too much. */
static void work_and_its_contribution_fit_the_net(void **state)
{
    (void)state;
    assert_int_equal(price_reserve(19, 50000), 0);   /* 0.95 */
    assert_int_equal(price_reserve(-39, 50000), -1); /* 1.95, towards 0 */
    for (int64_t ppm = 0; ppm <= 1000000; ppm += 12345) {
        for (int64_t net = 0; net < 3000; net += 7) {
            int64_t work = price_before_reserve(net, ppm);
            assert_true(work + price_reserve(work, ppm) <= net);
            assert_true(work + 1 + price_reserve(work + 1, ppm) > net);
        }
    }
    const int64_t most = INT64_C(1) << 54;
    assert_int_equal(price_before_reserve(most, 1000000), most / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_dollars_in_quebec),
        cmocka_unit_test(half_a_cent_goes_up_and_mirrors),
        cmocka_unit_test(tax_follows_the_written_formula),
        cmocka_unit_test(a_tax_may_stand_on_those_before_it),
        cmocka_unit_test(work_is_rounded_half_up),
        cmocka_unit_test(amounts_near_the_limit_do_not_overflow),
        cmocka_unit_test(the_cap_is_the_largest_net_that_fits),
        cmocka_unit_test(work_and_its_contribution_fit_the_net),
        cmocka_unit_test(no_limit_is_a_very_high_cap),
        cmocka_unit_test(a_tax_applies_within_its_region_and_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
