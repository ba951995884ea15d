/* SPDX-License-Identifier: MPL-2.0 */
/* The graph: circles are found whatever the dates and named; links can be moved and are kept in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "rows.h"

static int make_graph(void **state)
{
    graph_t *graph = graph_new();
    for (char letter = 'a'; letter <= 'f'; letter++) {
        put_organisation(graph, letter, false);
    }
    *state = graph;
    return 0;
}

static int drop_graph(void **state)
{
    graph_t *graph = *state;
    graph_destroy(&graph);
    return 0;
}

static bool closes(graph_t *graph, char letter, const char ends[2], char names[CYCLE_TEXT_SIZE])
{
    const struct membership_row row = membership_of(letter, ends);
    return graph_find_cycle(graph, &row, names);
}

static void an_organisation_is_found_and_replaced(void **state)
{
    graph_t *graph = *state;
    struct node *node = graph_find(graph, id_of('a'));
    assert_non_null(node);
    assert_int_equal(node->row->status, ORGANISATION_ACTIVE);
    put_organisation_status(graph, 'a', true, ORGANISATION_LEFT);
    assert_ptr_equal(graph_find(graph, id_of('a')), node);
    assert_int_equal(node->row->status, ORGANISATION_LEFT);
    assert_true(node->row->root);
    assert_null(graph_find(graph, id_of('z')));
    assert_int_equal(graph_organisation_count(graph), 6);
}

static void nobody_is_a_member_of_itself(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    assert_true(closes(*state, '1', "aa", names));
    assert_string_equal(names, "a > a");
}

static void a_circle_is_found_and_named(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    put_membership(*state, '1', "ab");
    put_membership(*state, '2', "bc");
    assert_false(closes(*state, '3', "cd", names));
    assert_true(closes(*state, '3', "ca", names));
    assert_string_equal(names, "c > a > b > c");
}

static void dates_do_not_open_a_circle(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    put_membership_dates(*state, '1', "ab", 10, 20);
    struct membership_row back = membership_of('2', "ba");
    back.valid_from = 30;
    assert_true(graph_find_cycle(*state, &back, names));
    assert_string_equal(names, "b > a > b");
}

static void a_membership_may_turn_round(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    put_membership(*state, '1', "ab");
    assert_false(closes(*state, '1', "ba", names));
    put_membership(*state, '1', "ba");
    assert_int_equal(graph_find(*state, id_of('a'))->up_count, 0);
    assert_int_equal(graph_find(*state, id_of('b'))->up_count, 1);
    assert_true(closes(*state, '2', "ab", names));
}

static void two_ways_to_one_place_are_no_circle(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    put_membership(*state, '1', "ab");
    put_membership(*state, '2', "ac");
    put_membership(*state, '3', "bd");
    assert_false(closes(*state, '4', "cd", names));
}

static void links_are_kept_by_id(void **state)
{
    put_membership(*state, '3', "ab");
    put_membership(*state, '1', "ac");
    put_membership(*state, '2', "ad");
    const struct node *node = graph_find(*state, id_of('a'));
    assert_int_equal(node->up_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(node->up[i]->id.bytes[0], '1' + i);
    }
}

static void a_long_circle_is_shortened(void **state)
{
    char names[CYCLE_TEXT_SIZE];
    const char *ways[] = {"ab", "bc", "cd", "de", "ef"};
    for (int i = 0; i < 5; i++) {
        put_membership(*state, (char)('1' + i), ways[i]);
    }
    assert_true(closes(*state, '9', "fa", names));
    assert_string_equal(names, "f > a > ... > e > f");
}

/* A name is cut between characters, and the whole text stays within its room. */
static void long_names_are_cut(void **state)
{
    graph_t *graph = *state;
    const char *name = "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
                       "\xC3\xA9\xC3\xA9.\xC3\xA9\xC3\xA9";
    for (char letter = 'a'; letter <= 'd'; letter++) {
        struct organisation_row row = *graph_find(graph, id_of(letter))->row;
        row.name = view_of(name);
        graph_put_organisation(graph, &row);
    }
    put_membership(graph, '1', "ab");
    put_membership(graph, '2', "bc");
    put_membership(graph, '3', "cd");
    char names[CYCLE_TEXT_SIZE];
    assert_true(closes(graph, '4', "da", names));
    assert_int_equal(strlen(names), 5 * 26 + 4 * 3);
    assert_non_null(strstr(names, "\xC3\xA9.... > \xC3\xA9"));
}

static void a_cleared_graph_is_empty(void **state)
{
    put_membership(*state, '1', "ab");
    graph_clear(*state);
    assert_int_equal(graph_organisation_count(*state), 0);
    assert_null(graph_find(*state, id_of('a')));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_graph, drop_graph)
    const struct CMUnitTest cases[] = {
        CASE(an_organisation_is_found_and_replaced),
        CASE(nobody_is_a_member_of_itself),
        CASE(a_circle_is_found_and_named),
        CASE(dates_do_not_open_a_circle),
        CASE(a_membership_may_turn_round),
        CASE(two_ways_to_one_place_are_no_circle),
        CASE(links_are_kept_by_id),
        CASE(a_long_circle_is_shortened),
        CASE(long_names_are_cut),
        CASE(a_cleared_graph_is_empty),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
