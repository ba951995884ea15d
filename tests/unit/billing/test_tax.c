/* SPDX-License-Identifier: MPL-2.0 */
/* Taxes of several countries from published rates and rules, as rows: added, within the price, kept back; once or for
 * each line; three roundings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tax.h"

static struct tax_row tax(const char *code, int64_t rate_ppm)
{
    return (struct tax_row){.code = view_of(code), .rate_ppm = rate_ppm};
}

static struct taxed tax_one(const struct tax_row *const *taxes, size_t count, int64_t amount_cents)
{
    struct taxed taxed;
    struct taxable item = {.amount_cents = amount_cents};
    tax_items(taxes, count, &item, 1, &taxed);
    return taxed;
}

static void published_examples_of_canada(void **state)
{
    (void)state;
    struct tax_row gst = tax("gst", 50000), qst = tax("qst", 99750);
    const struct tax_row *const quebec[] = {&gst, &qst};
    struct taxed taxed = tax_one(quebec, 2, 10000); /* $100.00: 5.00 + 9.98 = 114.98 */
    assert_int_equal(taxed.lines[0].amount_cents, 500);
    assert_int_equal(taxed.lines[1].amount_cents, 998);
    assert_int_equal(taxed.net_cents + taxed.added_cents, 11498);
    struct taxed note = tax_one(quebec, 2, -10000);
    assert_int_equal(note.net_cents + note.added_cents, -11498);
    struct tax_row ontario = tax("hst", 130000), new_brunswick = tax("hst", 150000);
    const struct tax_row *one = &ontario;
    assert_int_equal(tax_one(&one, 1, 10000).added_cents, 1300);
    one = &new_brunswick;
    assert_int_equal(tax_one(&one, 1, 10000).added_cents, 1500);
}

/* Japan: consumption tax of 10 % once per invoice, fractions of a yen dropped; income tax of 10.21 % kept back from a
 * professional's fee. */
static void japan_drops_fractions_and_keeps_back(void **state)
{
    (void)state;
    struct tax_row consumption = tax("shohizei", 100000), income = tax("gensen", 102100);
    consumption.rounding = income.rounding = ROUND_DOWN;
    income.mode = TAX_WITHHELD;
    const struct tax_row *const taxes[] = {&consumption, &income};
    struct taxed taxed = tax_one(taxes, 2, 100009);
    assert_int_equal(taxed.added_cents, 10000);    /* 10000.9 */
    assert_int_equal(taxed.withheld_cents, 10210); /* 10210.9 */
    assert_int_equal(taxed.lines[1].mode, TAX_WITHHELD);
    taxed = tax_one(taxes, 2, -100009);
    assert_int_equal(taxed.added_cents, -10000);
}

/* A price with 8.1 % within it, as Swiss shops print it: 108.10 is 100.00 and 8.10. */
static void a_tax_may_be_within_the_price(void **state)
{
    (void)state;
    struct tax_row mwst = tax("mwst", 81000);
    mwst.mode = TAX_INCLUSIVE;
    const struct tax_row *const taxes[] = {&mwst};
    for (int64_t gross = 0; gross < 20000; gross++) {
        struct taxed taxed = tax_one(taxes, 1, gross);
        assert_int_equal(taxed.net_cents + taxed.within_cents, gross);
        assert_int_equal(taxed.lines[0].base_cents, taxed.net_cents);
    }
    assert_int_equal(tax_one(taxes, 1, 10810).within_cents, 810);
}

/* Tunisia, three decimals: FODEC of 1 %, then VAT of 19 % on the net and the FODEC. */
static void a_tax_may_stand_on_another_in_thousandths(void **state)
{
    (void)state;
    struct tax_row fodec = tax("fodec", 10000), vat = tax("tva", 190000);
    vat.base = TAX_ON_NET_AND_TAXES;
    const struct tax_row *const taxes[] = {&fodec, &vat};
    struct taxed taxed = tax_one(taxes, 2, 1000000); /* 1000.000 TND */
    assert_int_equal(taxed.lines[0].amount_cents, 10000);
    assert_int_equal(taxed.lines[1].amount_cents, 191900);
}

static void each_line_may_be_rounded_for_itself(void **state)
{
    (void)state;
    struct tax_row vat = tax("vat", 100000);
    const struct tax_row *const taxes[] = {&vat};
    const struct taxable items[] = {{{0}, 5}, {{0}, 5}, {{0}, 5}};
    struct taxed taxed;
    tax_items(taxes, 1, items, 3, &taxed);
    assert_int_equal(taxed.added_cents, 2); /* 1.5 once */
    vat.scope = TAX_PER_LINE;
    tax_items(taxes, 1, items, 3, &taxed);
    assert_int_equal(taxed.added_cents, 3); /* 0.5 three times */
    vat.rounding = ROUND_HALF_EVEN;
    tax_items(taxes, 1, items, 3, &taxed);
    assert_int_equal(taxed.added_cents, 0);
}

static void an_exempt_service_is_not_taxed(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(1024);
    struct tax_row vat = tax("vat", 200000);
    const struct view exempt[] = {view_of("legal")};
    vat.exempt = list_bytes(list_pack_texts(exempt, 1, arena), arena);
    const struct tax_row *const taxes[] = {&vat};
    const struct taxable items[] = {
        {view_of("legal.advice"), 1000}, {view_of("web.site"), 500}, {view_of("legals"), 100}};
    struct taxed taxed;
    tax_items(taxes, 1, items, 3, &taxed);
    assert_int_equal(taxed.lines[0].base_cents, 600);
    assert_int_equal(taxed.added_cents, 120);
}

static void halves_are_rounded_as_said(void **state)
{
    (void)state;
    const int64_t wanted[rounding_count][4] = {[ROUND_HALF_UP] = {1, 2, 3, -2},
                                               [ROUND_HALF_EVEN] = {0, 2, 2, -2},
                                               [ROUND_DOWN] = {0, 1, 2, -1}};
    for (int rounding = 0; rounding < rounding_count; rounding++) {
        assert_int_equal(tax_round(1, 2, rounding), wanted[rounding][0]);
        assert_int_equal(tax_round(3, 2, rounding), wanted[rounding][1]);
        assert_int_equal(tax_round(5, 2, rounding), wanted[rounding][2]);
        assert_int_equal(tax_round(-3, 2, rounding), wanted[rounding][3]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_examples_of_canada),
        cmocka_unit_test(japan_drops_fractions_and_keeps_back),
        cmocka_unit_test(a_tax_may_be_within_the_price),
        cmocka_unit_test(a_tax_may_stand_on_another_in_thousandths),
        cmocka_unit_test(each_line_may_be_rounded_for_itself),
        cmocka_unit_test(an_exempt_service_is_not_taxed),
        cmocka_unit_test(halves_are_rounded_as_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
