/* SPDX-License-Identifier: MPL-2.0 */
/* A quote: a line per need at the rate in force, taxes of the place, nothing without a rate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "proto/id.h"
#include "quote.h"

enum { DAY = 20000 };

static struct organisation_row in_region(const char *region)
{
    return (struct organisation_row){.id = {{99}}, .region = view_of(region)};
}

static struct id make_id(uint8_t number)
{
    return (struct id){{number}};
}

static struct rate_row make_rate(uint8_t id, const char *service, int64_t hourly_cents)
{
    return (struct rate_row){
        .id = make_id(id),
        .service = view_of(service),
        .hourly_cents = hourly_cents,
        .currency = view_of("CAD"),
        .valid_from = 100,
        .basis = view_of(""),
    };
}

static struct tax_row make_tax(uint8_t id, const char *code, int64_t rate_ppm)
{
    return (struct tax_row){
        .id = make_id(id),
        .code = view_of(code),
        .region = view_of("ca.qc"),
        .rate_ppm = rate_ppm,
        .rank = id,
        .registration = view_of(""),
        .valid_from = 100,
    };
}

static void put_tax(tariff_t *tariff, uint8_t id, const char *code, int64_t rate_ppm)
{
    struct tax_row tax = make_tax(id, code, rate_ppm);
    tariff_put_tax(tariff, &tax);
}

struct house {
    tariff_t *tariff;
    directory_t *services;
    arena_t *arena;
};

static int build(void **state)
{
    static struct house house;
    house = (struct house){tariff_new(), directory_new(), arena_new(4096)};
    struct rate_row law = make_rate(1, "legal.advice", 11500);
    struct rate_row accounts = make_rate(2, "accounting.projections", 9801);
    tariff_put_rate(house.tariff, &law);
    tariff_put_rate(house.tariff, &accounts);
    put_tax(house.tariff, 2, "qst", 99750);
    put_tax(house.tariff, 1, "gst", 50000);
    *state = &house;
    return 0;
}

static int clear(void **state)
{
    struct house *house = *state;
    tariff_destroy(&house->tariff);
    directory_destroy(&house->services);
    arena_destroy(&house->arena);
    return 0;
}

static struct quote_price price_with(struct house *house, const char *second, int64_t reserve_ppm)
{
    struct plan_need needs[] = {
        {.need = make_id(1),
         .service = view_of("legal.advice"),
         .minutes = 480,
         .professional = make_id(9)},
        {.need = make_id(2),
         .service = view_of(second),
         .minutes = 725,
         .professional = make_id(8)},
    };
    struct list list = plan_need_list(needs, 2, house->arena);
    struct organisation_row payer = in_region("ca.qc.montreal");
    const struct quote_terms terms = {&payer, DAY, reserve_ppm, house->services};
    return quote_price(house->tariff, list, &terms, house->arena);
}

static struct quote_price price(struct house *house, const char *second)
{
    return price_with(house, second, 0);
}

static void lines_add_up_and_taxes_follow(void **state)
{
    struct quote_price quote = price(*state, "accounting.projections");
    assert_null(quote.unpriced.bytes);
    struct quote_line line;
    int64_t sum = 0;
    assert_true(quote_line_next(&quote.lines, &line));
    assert_int_equal(line.amount_cents, 92000);
    sum += line.amount_cents;
    assert_true(quote_line_next(&quote.lines, &line));
    assert_int_equal(line.amount_cents, 118429); /* 118428.75 */
    sum += line.amount_cents;
    assert_false(quote_line_next(&quote.lines, &line));
    assert_int_equal(quote.net_cents, sum);
    struct tax_line tax;
    assert_true(tax_line_next(&quote.taxes, &tax));
    assert_true(view_is(tax.code, "gst")); /* by rank, not in the order they were put */
    assert_int_equal(tax.amount_cents, 10521);
    sum += tax.amount_cents;
    assert_true(tax_line_next(&quote.taxes, &tax));
    assert_int_equal(tax.amount_cents, 20990);
    sum += tax.amount_cents;
    assert_int_equal(quote.total_cents, sum);
}

static void a_contribution_is_a_part_of_the_net(void **state)
{
    struct quote_price plain = price(*state, "accounting.projections");
    struct quote_price quote = price_with(*state, "accounting.projections", 50000);
    assert_int_equal(plain.reserve_cents, 0);
    assert_int_equal(quote.reserve_cents, 10521); /* of 210429: 10521.45, rounded down */
    assert_int_equal(quote.net_cents, plain.net_cents + 10521);
    struct tax_line tax;
    assert_true(tax_line_next(&quote.taxes, &tax));
    assert_int_equal(tax.base_cents, 220950);
    assert_int_equal(tax.amount_cents, 11048); /* 11047.5 */
}

static void put_service(struct house *house, const char *code, int64_t low, int64_t high)
{
    struct service_row row = {.id = id_from_text("service", view_of(code)),
                              .code = view_of(code),
                              .low_minutes = low,
                              .high_minutes = high};
    directory_put(house->services, row.id, row_clone(&table_service, &row));
}

/* Planned are 480 and 725 minutes, at 115.00 and 98.01. */
static void a_range_goes_from_small_to_large_cases(void **state)
{
    put_service(*state, "legal.advice", 240, 600);
    put_service(*state, "accounting.projections", 730, 740);
    struct quote_price quote = price(*state, "accounting.projections");
    struct quote_line law, books;
    assert_true(quote_line_next(&quote.lines, &law) && quote_line_next(&quote.lines, &books));
    assert_int_equal(law.low_cents, 46000);
    assert_int_equal(law.high_cents, 115000);
    assert_int_equal(books.low_cents, 118429);  /* less is planned than a small case takes */
    assert_int_equal(books.high_cents, 120879); /* 740 x 9801 / 60 */
    assert_int_equal(quote.low_cents, 164429 + 8221 + 16402);   /* 8221.45, 16401.79 */
    assert_int_equal(quote.high_cents, 235879 + 11794 + 23529); /* 11793.95, 23528.93 */
}

static void more_than_a_large_case_widens_the_range(void **state)
{
    put_service(*state, "legal.advice", 60, 120);
    struct quote_price quote = price(*state, "accounting.projections");
    struct quote_line law, unknown;
    assert_true(quote_line_next(&quote.lines, &law) && quote_line_next(&quote.lines, &unknown));
    assert_int_equal(law.low_cents, 11500);
    assert_int_equal(law.high_cents, law.amount_cents);
    assert_int_equal(unknown.low_cents, unknown.amount_cents);
    assert_int_equal(unknown.high_cents, unknown.amount_cents);
    assert_int_equal(quote.high_cents, quote.total_cents);
}

static void without_a_rate_there_is_no_price(void **state)
{
    struct quote_price quote = price(*state, "web.site");
    assert_true(view_is(quote.unpriced, "web.site"));
}

static void two_currencies_do_not_add(void **state)
{
    struct house *house = *state;
    struct rate_row foreign = make_rate(5, "web.site", 5000);
    foreign.currency = view_of("EUR");
    tariff_put_rate(house->tariff, &foreign);
    assert_true(view_is(price(house, "web.site").unpriced, "web.site"));
}

static void own_and_newer_rates_go_first(void **state)
{
    struct house *house = *state;
    struct rate_row newer = make_rate(6, "legal.advice", 12000);
    newer.valid_from = DAY - 10;
    tariff_put_rate(house->tariff, &newer);
    const tariff_t *tariff = house->tariff;
    struct view law = view_of("legal.advice");
    assert_int_equal(tariff_rate(tariff, law, make_id(9), DAY)->hourly_cents, 12000);
    assert_int_equal(tariff_rate(tariff, law, make_id(9), DAY - 11)->hourly_cents, 11500);
    assert_null(tariff_rate(tariff, law, make_id(9), 99));
    struct rate_row own = make_rate(7, "legal.advice", 13000);
    own.professional = make_id(9);
    tariff_put_rate(house->tariff, &own);
    assert_int_equal(tariff_rate(tariff, law, make_id(9), DAY)->hourly_cents, 13000);
    assert_int_equal(tariff_rate(tariff, law, make_id(8), DAY)->hourly_cents, 12000);
    own.service = view_of("web.site"); /* the same rate, moved to another service */
    tariff_put_rate(house->tariff, &own);
    assert_int_equal(tariff_rate(tariff, law, make_id(9), DAY)->hourly_cents, 12000);
}

/* A ninth tax on a document has no place: it must not be dropped in silence, so it is not put. */
static void a_place_has_room_for_eight_taxes(void **state)
{
    struct house *house = *state;
    for (uint8_t id = 3; id < 3 + TAX_LINE_MAX - 2; id++) {
        put_tax(house->tariff, id, "levy", 1000);
    }
    struct tax_row ninth = make_tax(100, "levy", 1000);
    assert_false(tariff_has_room(house->tariff, &ninth));
    ninth.region = view_of("ca"); /* holds in ca.qc as well */
    assert_false(tariff_has_room(house->tariff, &ninth));
    ninth.valid_from = 50; /* before the others, but it goes on */
    assert_false(tariff_has_room(house->tariff, &ninth));
    ninth.valid_to = 99;
    assert_true(tariff_has_room(house->tariff, &ninth));
    struct tax_row elsewhere = make_tax(101, "levy", 1000);
    elsewhere.region = view_of("ca.on");
    assert_true(tariff_has_room(house->tariff, &elsewhere));
    struct tax_row eighth = make_tax(3, "levy", 2000); /* a change of one that is there */
    assert_true(tariff_has_room(house->tariff, &eighth));
    const struct tax_row *taxes[TAX_LINE_MAX];
    struct organisation_row payer = in_region("ca.qc.quebec");
    assert_int_equal(tariff_taxes(house->tariff, &payer, DAY, taxes), TAX_LINE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_add_up_and_taxes_follow, build, clear),
        cmocka_unit_test_setup_teardown(a_contribution_is_a_part_of_the_net, build, clear),
        cmocka_unit_test_setup_teardown(a_range_goes_from_small_to_large_cases, build, clear),
        cmocka_unit_test_setup_teardown(more_than_a_large_case_widens_the_range, build, clear),
        cmocka_unit_test_setup_teardown(without_a_rate_there_is_no_price, build, clear),
        cmocka_unit_test_setup_teardown(two_currencies_do_not_add, build, clear),
        cmocka_unit_test_setup_teardown(own_and_newer_rates_go_first, build, clear),
        cmocka_unit_test_setup_teardown(a_place_has_room_for_eight_taxes, build, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
