/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states: one answer per state and trigger, all states reached, ends are ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "state.h"

/* One row of the table answers each state and trigger. */
static void check_row(const struct machine *machine, int from, int trigger)
{
    size_t matches = 0;
    for (size_t i = 0; i < machine->count; i++) {
        const struct machine one = {&machine->transitions[i], 1};
        matches += state_find(&one, from, trigger) != NULL;
    }
    assert_true(matches <= 1);
}

static void check_machine(const struct machine *machine, const struct choices *states,
                          int trigger_count)
{
    bool reached[16] = {false};
    assert_true(states->count <= 16);
    for (size_t round = 0; round < states->count; round++) {
        for (int from = STATE_NONE; from < (int)states->count; from++) {
            for (int trigger = 0; trigger < trigger_count; trigger++) {
                check_row(machine, from, trigger);
                const struct transition *one = state_find(machine, from, trigger);
                if (one && (from == STATE_NONE || reached[from])) {
                    assert_true(one->by && one->reason[0]);
                    assert_int_equal(one->late, one->to == STATE_SAME);
                    reached[state_after(one, from)] = true;
                }
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

static void check_end(const struct machine *machine, int state, int trigger_count)
{
    for (int trigger = 0; trigger < trigger_count; trigger++) {
        const struct transition *one = state_find(machine, state, trigger);
        assert_true(!one || one->late);
    }
}

static void what_is_over_stays_over(void **state)
{
    (void)state;
    const int assignment_ends[] = {ASSIGNMENT_DECLINED, ASSIGNMENT_EXPIRED, ASSIGNMENT_WITHDRAWN,
                                   ASSIGNMENT_REPLACED, ASSIGNMENT_CLOSED};
    check_end(&state_plan, PLAN_SUPERSEDED, PLAN_TRIGGER_COUNT);
    check_end(&state_plan, PLAN_WITHDRAWN, PLAN_TRIGGER_COUNT);
    for (size_t i = 0; i < sizeof assignment_ends / sizeof *assignment_ends; i++) {
        check_end(&state_assignment, assignment_ends[i], ASSIGNMENT_TRIGGER_COUNT);
    }
}

/* Only news of the request brings a refused plan back. */
static void a_refused_plan_is_not_decided_again(void **state)
{
    (void)state;
    for (int trigger = 0; trigger < PLAN_TRIGGER_COUNT; trigger++) {
        bool news = trigger == PLAN_UPDATED || trigger == PLAN_REQUEST_GONE;
        assert_int_equal(state_find(&state_plan, PLAN_REFUSED, trigger) != NULL, news);
    }
}

static bool allows(int from, int trigger, enum actor_kind kind)
{
    return state_find(&state_assignment, from, trigger)->by >> kind & 1;
}

/* A professional does not confirm their own work, and a contact does not accept offers. */
static void each_side_does_its_part(void **state)
{
    (void)state;
    assert_true(allows(ASSIGNMENT_OFFERED, ASSIGNMENT_ACCEPT, ACTOR_PROFESSIONAL));
    assert_false(allows(ASSIGNMENT_OFFERED, ASSIGNMENT_ACCEPT, ACTOR_CONTACT));
    assert_true(allows(ASSIGNMENT_ACCEPTED, ASSIGNMENT_RELEASE, ACTOR_PROFESSIONAL));
    assert_false(allows(ASSIGNMENT_RELEASED, ASSIGNMENT_AWAIT, ACTOR_PROFESSIONAL));
    assert_true(allows(ASSIGNMENT_FINISHED, ASSIGNMENT_CONFIRM, ACTOR_CONTACT));
    assert_false(allows(ASSIGNMENT_FINISHED, ASSIGNMENT_CONFIRM, ACTOR_PROFESSIONAL));
    assert_false(allows(ASSIGNMENT_FINISHED, ASSIGNMENT_DISPUTE, ACTOR_NETWORK));
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
        cmocka_unit_test(a_refused_plan_is_not_decided_again),
        cmocka_unit_test(each_side_does_its_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
