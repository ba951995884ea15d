/* SPDX-License-Identifier: MPL-2.0 */
/* Names that mean the same, and names that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "likeness.h"

static void expect_fold(const char *name, const char *wanted)
{
    char text[LIKENESS_SIZE];
    size_t size = likeness_fold(view_of(name), text);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(text, wanted, size);
}

static void names_are_folded(void **state)
{
    (void)state;
    expect_fold("Coopérative de solidarité du Nord", "cooperative solidarite nord");
    expect_fold("  COOPÉRATIVE   SOLIDARITÉ (NORD) ", "cooperative solidarite nord");
    expect_fold("L\xe2\x80\x99\xc3\x89tincelle", "etincelle");
    expect_fold("Réseau forêt 2", "reseau foret 2");
    expect_fold("Le 5e", "5e");
    expect_fold("Le Sud", "sud");
    expect_fold("La Vi", "la vi"); /* all words are short: all count */
    expect_fold("", "");
    expect_fold("\xe2\x82\xac \xc3", "");
}

static void long_names_are_cut_between_words(void **state)
{
    (void)state;
    char name[1200], text[LIKENESS_SIZE];
    size_t size = 0;
    while (size + 13 < sizeof name) {
        memcpy(name + size, "coopérative ", 13);
        size += 13;
    }
    size_t folded = likeness_fold((struct view){(const uint8_t *)name, size}, text);
    assert_true(folded > 0 && folded < LIKENESS_SIZE && folded % 12 == 11);
}

static void add(graph_t *graph, uint8_t number, const char *name, enum organisation_status status)
{
    graph_put_organisation(graph, &(struct organisation_row){.id = {{number}},
                                                             .rev = 1,
                                                             .name = view_of(name),
                                                             .status = status,
                                                             .region = view_of("ca"),
                                                             .language = view_of("fr")});
}

/* By id, as many as there is room for, no sketches, and after a change of name no longer. */
static void the_first_by_id_are_found(void **state)
{
    (void)state;
    graph_t *graph = graph_new();
    for (uint8_t number = 40; number > 0; number--) {
        add(graph, number, number % 4 ? "Coop du Nord" : "coop, NORD", ORGANISATION_ACTIVE);
    }
    add(graph, 41, "Coop du Sud", ORGANISATION_ACTIVE);
    add(graph, 3, "Coop du Nord", ORGANISATION_SKETCH);
    add(graph, 5, "Autre nom", ORGANISATION_ACTIVE);
    const struct organisation_row *found[6];
    size_t count = likeness_find(graph, view_of("COOP NORD"), 6, found);
    const uint8_t wanted[] = {1, 2, 4, 6, 7, 8};
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i]->id.bytes[0], wanted[i]);
    }
    assert_int_equal(likeness_find(graph, view_of("Coop de l'Est"), 6, found), 0);
    assert_int_equal(likeness_find(graph, view_of("autre NOM"), 6, found), 1);
    graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(names_are_folded),
        cmocka_unit_test(long_names_are_cut_between_words),
        cmocka_unit_test(the_first_by_id_are_found),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
