/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states: one answer per state and trigger, all states reached, ends are ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "state.h"

static void check_machine(const struct machine *machine, const struct choices *states,
                          int trigger_count)
{
    bool reached[16] = {false};
    assert_true(states->count <= 16);
    for (size_t round = 0; round < states->count; round++) {
        for (size_t i = 0; i < machine->count; i++) {
            const struct transition *one = &machine->transitions[i];
            assert_ptr_equal(state_find(machine, one->from, one->trigger), one);
            assert_in_range(one->trigger, 0, trigger_count - 1);
            assert_non_null(choice_word(states, one->to));
            assert_true(one->by && one->reason[0]);
            if (one->from == STATE_NONE || reached[one->from]) {
                reached[one->to] = true;
            }
        }
    }
    for (size_t i = 0; i < states->count; i++) {
        assert_true(reached[i]);
    }
}

static void every_state_is_reached_in_one_way_per_trigger(void **state)
{
    (void)state;
    check_machine(&state_plan, &choices_plan_state, PLAN_TRIGGER_COUNT);
    check_machine(&state_assignment, &choices_assignment_state, ASSIGNMENT_TRIGGER_COUNT);
}

static void what_is_over_stays_over(void **state)
{
    (void)state;
    const int plan_ends[] = {PLAN_STAFFED, PLAN_REFUSED, PLAN_SUPERSEDED};
    const int assignment_ends[] = {ASSIGNMENT_DECLINED, ASSIGNMENT_EXPIRED, ASSIGNMENT_WITHDRAWN};
    for (size_t i = 0; i < 3; i++) {
        for (int trigger = 0; trigger < PLAN_TRIGGER_COUNT; trigger++) {
            assert_null(state_find(&state_plan, plan_ends[i], trigger));
        }
        for (int trigger = 0; trigger < ASSIGNMENT_TRIGGER_COUNT; trigger++) {
            assert_null(state_find(&state_assignment, assignment_ends[i], trigger));
        }
    }
}

static void an_offer_is_answered_once(void **state)
{
    (void)state;
    assert_non_null(state_find(&state_assignment, ASSIGNMENT_OFFERED, ASSIGNMENT_ACCEPT));
    assert_null(state_find(&state_assignment, ASSIGNMENT_ACCEPTED, ASSIGNMENT_ACCEPT));
    assert_null(state_find(&state_assignment, ASSIGNMENT_ACCEPTED, ASSIGNMENT_DECLINE));
    assert_null(state_find(&state_assignment, ASSIGNMENT_ACCEPTED, ASSIGNMENT_TIME_OUT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_is_reached_in_one_way_per_trigger),
        cmocka_unit_test(what_is_over_stays_over),
        cmocka_unit_test(an_offer_is_answered_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
