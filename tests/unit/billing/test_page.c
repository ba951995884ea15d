/* SPDX-License-Identifier: MPL-2.0 */
/* The page of a document: no text becomes markup, the same document gives the same bytes, each language has its words. */
#define _GNU_SOURCE /* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "page.h"

static bool holds(struct view text, const char *words)
{
    return memmem(text.bytes, text.size, words, strlen(words)) != NULL;
}

static struct document_view make_document(arena_t *arena)
{
    const struct invoice_line line = {.service = view_of("legal.advice"),
                                      .minutes = -90,
                                      .hourly_cents = 11500,
                                      .amount_cents = -17250,
                                      .weight = 3,
                                      .weights = 10};
    const struct tax_line tax = {.code = view_of("qst"),
                                 .rate_ppm = 99750,
                                 .base_cents = -17250,
                                 .amount_cents = -1721,
                                 .registration = view_of("1000000001 TQ0001")};
    return (struct document_view){
        .kind = DOCUMENT_CREDIT_NOTE,
        .number = view_of("C-000001"),
        .currency = view_of("CAD"),
        .issued_on = 20000,
        .due_on = 20030,
        .lines = invoice_line_list(&line, 1, arena),
        .net_cents = -17250,
        .taxes = tax_line_list(&tax, 1, arena),
        .total_cents = -18971,
        .original_number = view_of("F-000001"),
        .supplier = {.name = view_of("Consortium"),
                     .address = view_of("155, boul. Charest\nQuébec")},
        .buyer = {.name = view_of("<script>alert('x')</script> & fils")},
        .text = view_of("</body>"),
    };
}

static void no_text_becomes_markup(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    directory_t *services = directory_new();
    struct document_view document = make_document(arena);
    struct view page = page_html(&document, page_language(view_of("fr-CA")), services, arena);
    assert_false(holds(page, "<script>"));
    assert_true(holds(page, "&lt;script&gt;"));
    assert_true(holds(page, "&amp; fils"));
    assert_true(holds(page, "&lt;/body&gt;"));
    struct view again = page_html(&document, page_language(view_of("fr")), services, arena);
    assert_true(view_equal(page, again));
    directory_destroy(&services);
}

static void what_the_law_asks_for_is_there(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    directory_t *services = directory_new();
    struct document_view document = make_document(arena);
    struct view french = page_html(&document, page_language(view_of("fr")), services, arena);
    const char *const wanted[] = {"Note de crédit", "C-000001", "F-000001",    "Consortium",
                                  "Québec",         "TQ0001",   "-172,50 CAD", "-189,71 CAD",
                                  "9,975 %",        "-1:30",    "3/10",        "2024-10-04"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(holds(french, wanted[i]));
    }
    struct view english = page_html(&document, page_language(view_of("en")), services, arena);
    assert_true(holds(english, "Credit note") && holds(english, "-172.50 CAD"));
    assert_int_equal(page_language(view_of("xx")), page_language(view_of("fr")));
    directory_destroy(&services);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_becomes_markup),
        cmocka_unit_test(what_the_law_asks_for_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
