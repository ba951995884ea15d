/* SPDX-License-Identifier: MPL-2.0 */
/* Eligibility: the shortest valid path, the class by the by-law, and the proof. r is the co-operative. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "eligibility.h"
#include "rows.h"

struct fixture {
    graph_t *graph;
    arena_t *arena;
};

enum { ANY = 0xFF };

static const struct by_law usual = {.member = {1, ANY, ANY}, .auxiliary = {3, ANY, ANY}};

static int make_fixture(void **state)
{
    static struct fixture fixture;
    fixture.graph = graph_new();
    fixture.arena = arena_new(4096);
    put_organisation(fixture.graph, 'r', true);
    for (char letter = 'a'; letter <= 'e'; letter++) {
        put_organisation(fixture.graph, letter, false);
    }
    *state = &fixture;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *fixture = *state;
    graph_destroy(&fixture->graph);
    arena_destroy(&fixture->arena);
    return 0;
}

static struct eligibility ask(struct fixture *fixture, char letter, int32_t day)
{
    return eligibility_on(fixture->graph, graph_find(fixture->graph, id_of(letter)), day, &usual,
                          fixture->arena);
}

/* The path as letters, organisation and membership in turn: "a1b2r". */
static const char *path_of(struct eligibility answer)
{
    static char text[64];
    size_t size = 0;
    for (struct path_step step; path_step_next(&answer.path, &step);) {
        text[size++] = (char)step.organisation.bytes[0];
        assert_true(view_equal(step.name, (struct view){step.organisation.bytes, 1}));
        if (!id_none(step.edge)) {
            text[size++] = (char)step.edge.bytes[0];
        }
    }
    text[size] = '\0';
    return text;
}

static void a_direct_member_is_a_member(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ar");
    struct eligibility answer = ask(fixture, 'a', 100);
    assert_true(answer.eligible);
    assert_int_equal(answer.class, CLASS_MEMBER);
    assert_int_equal(answer.level, 1);
    assert_int_equal(answer.as_of, 100);
    assert_true(id_equal(answer.sponsor, id_of('a')));
    assert_string_equal(path_of(answer), "a1r");
}

static void a_member_of_a_member_is_auxiliary(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ab");
    put_membership(fixture->graph, '2', "bc");
    put_membership(fixture->graph, '3', "cr");
    struct eligibility answer = ask(fixture, 'a', 100);
    assert_true(answer.eligible);
    assert_int_equal(answer.class, CLASS_AUXILIARY);
    assert_int_equal(answer.level, 3);
    assert_true(id_equal(answer.sponsor, id_of('c')));
    assert_string_equal(path_of(answer), "a1b2c3r");
}

static void four_memberships_are_too_many(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ab");
    put_membership(fixture->graph, '2', "bc");
    put_membership(fixture->graph, '3', "cd");
    put_membership(fixture->graph, '4', "dr");
    struct eligibility answer = ask(fixture, 'a', 100);
    assert_false(answer.eligible);
    assert_int_equal(answer.class, CLASS_NON_MEMBER);
    assert_int_equal(answer.path.count, 0);
    assert_true(ask(fixture, 'b', 100).eligible);
    const struct by_law generous = {.member = {2, ANY, ANY}, .auxiliary = {4, ANY, ANY}};
    answer = eligibility_on(fixture->graph, graph_find(fixture->graph, id_of('a')), 100, &generous,
                            fixture->arena);
    assert_int_equal(answer.level, 4);
    answer = eligibility_on(fixture->graph, graph_find(fixture->graph, id_of('c')), 100, &generous,
                            fixture->arena);
    assert_int_equal(answer.class, CLASS_MEMBER);
}

static void the_co_operative_needs_no_membership(void **state)
{
    struct eligibility answer = ask(*state, 'r', 100);
    assert_true(answer.eligible);
    assert_int_equal(answer.level, 0);
    assert_true(id_none(answer.sponsor));
    assert_string_equal(path_of(answer), "r");
}

static void both_ends_of_the_dates_count(void **state)
{
    struct fixture *fixture = *state;
    put_membership_dates(fixture->graph, '1', "ar", 100, 200);
    assert_false(ask(fixture, 'a', 99).eligible);
    assert_true(ask(fixture, 'a', 100).eligible);
    assert_true(ask(fixture, 'a', 200).eligible);
    assert_false(ask(fixture, 'a', 201).eligible);
    put_membership_dates(fixture->graph, '1', "ar", 100, 0);
    assert_true(ask(fixture, 'a', 1000000).eligible);
}

static void the_shortest_valid_path_wins(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ab");
    put_membership(fixture->graph, '2', "br");
    put_membership_dates(fixture->graph, '3', "ar", 1, 100);
    assert_string_equal(path_of(ask(fixture, 'a', 100)), "a3r");
    assert_string_equal(path_of(ask(fixture, 'a', 101)), "a1b2r");
}

static void ties_go_to_the_smaller_membership(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '4', "ab");
    put_membership(fixture->graph, '1', "br");
    put_membership(fixture->graph, '2', "ac");
    put_membership(fixture->graph, '9', "cr");
    assert_string_equal(path_of(ask(fixture, 'a', 100)), "a2c9r");
    put_membership(fixture->graph, '3', "cr");
    assert_string_equal(path_of(ask(fixture, 'a', 100)), "a2c3r");
}

static void suspended_and_left_break_the_path(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ab");
    put_membership(fixture->graph, '2', "br");
    put_organisation_status(fixture->graph, 'b', false, ORGANISATION_SUSPENDED);
    assert_false(ask(fixture, 'a', 100).eligible);
    put_organisation_status(fixture->graph, 'b', false, ORGANISATION_LEFT);
    assert_false(ask(fixture, 'a', 100).eligible);
    put_organisation(fixture->graph, 'b', false);
    assert_true(ask(fixture, 'a', 100).eligible);
    put_organisation_status(fixture->graph, 'a', false, ORGANISATION_SUSPENDED);
    assert_false(ask(fixture, 'a', 100).eligible);
    put_organisation_status(fixture->graph, 'r', true, ORGANISATION_SUSPENDED);
    assert_false(ask(fixture, 'b', 100).eligible);
}

/* A way round a suspended organisation is found although the direct one is shorter. */
static void a_detour_is_found(void **state)
{
    struct fixture *fixture = *state;
    put_membership(fixture->graph, '1', "ab");
    put_membership(fixture->graph, '2', "br");
    put_membership(fixture->graph, '3', "ac");
    put_membership(fixture->graph, '4', "cd");
    put_membership(fixture->graph, '5', "dr");
    put_organisation_status(fixture->graph, 'b', false, ORGANISATION_SUSPENDED);
    assert_string_equal(path_of(ask(fixture, 'a', 100)), "a3c4d5r");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)
    const struct CMUnitTest cases[] = {
        CASE(a_direct_member_is_a_member),
        CASE(a_member_of_a_member_is_auxiliary),
        CASE(four_memberships_are_too_many),
        CASE(the_co_operative_needs_no_membership),
        CASE(both_ends_of_the_dates_count),
        CASE(the_shortest_valid_path_wins),
        CASE(ties_go_to_the_smaller_membership),
        CASE(suspended_and_left_break_the_path),
        CASE(a_detour_is_found),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
