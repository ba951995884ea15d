/* SPDX-License-Identifier: MPL-2.0 */
/* The graph: circles of one day are found and named; links can be moved and are kept in order. */
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

static bool closes_between(graph_t *graph, const char ends[2], int32_t from, int32_t to)
{
    char names[CYCLE_TEXT_SIZE];
    struct membership_row row = membership_of('9', ends);
    row.valid_from = from;
    row.valid_to = to;
    return graph_find_cycle(graph, &row, names);
}

/* Who left may one day take in the one they were in. */
static void a_circle_is_one_of_one_day(void **state)
{
    put_membership_dates(*state, '1', "ab", 10, 20);
    assert_false(closes_between(*state, "ba", 21, 0));
    assert_false(closes_between(*state, "ba", 1, 9));
    assert_true(closes_between(*state, "ba", 20, 0));
    assert_true(closes_between(*state, "ba", 1, 10));
    assert_true(closes_between(*state, "ba", 1, 0));
    put_membership_dates(*state, '2', "bc", 15, 0);
    put_membership_dates(*state, '3', "cd", 1, 17);
    assert_false(closes_between(*state, "da", 1, 14));
    assert_false(closes_between(*state, "da", 18, 0));
    assert_true(closes_between(*state, "da", 1, 15));
    assert_true(closes_between(*state, "da", 17, 0));
}

/* Each pair of memberships meets, and yet on no day all three are in force. */
static void three_that_never_meet_are_no_circle(void **state)
{
    put_membership_dates(*state, '1', "ab", 1, 10);
    put_membership_dates(*state, '2', "ab", 20, 30);
    put_membership_dates(*state, '3', "bc", 5, 25);
    assert_false(closes_between(*state, "ca", 11, 19));
    assert_true(closes_between(*state, "ca", 11, 20));
}

static void put_membership_status(graph_t *graph, char letter, const char ends[2], int status)
{
    struct membership_row row = membership_of(letter, ends);
    row.valid_from = 1;
    row.status = status;
    graph_put_membership(graph, &row);
}

static void a_cancelled_membership_closes_no_circle(void **state)
{
    put_membership_status(*state, '1', "ab", MEMBERSHIP_CANCELLED);
    assert_false(closes_between(*state, "ba", 1, 0));
    put_membership_status(*state, '1', "ab", MEMBERSHIP_SUSPENDED);
    assert_true(closes_between(*state, "ba", 1, 0));
    struct membership_row row = membership_of('9', "ba");
    row.status = MEMBERSHIP_CANCELLED;
    char names[CYCLE_TEXT_SIZE];
    assert_false(graph_find_cycle(*state, &row, names));
    row.parent = row.child;
    assert_true(graph_find_cycle(*state, &row, names));
    assert_string_equal(names, "b > b");
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
        CASE(a_circle_is_one_of_one_day),
        CASE(three_that_never_meet_are_no_circle),
        CASE(a_cancelled_membership_closes_no_circle),
        CASE(a_membership_may_turn_round),
        CASE(two_ways_to_one_place_are_no_circle),
        CASE(links_are_kept_by_id),
        CASE(a_long_circle_is_shortened),
        CASE(long_names_are_cut),
        CASE(a_cleared_graph_is_empty),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
