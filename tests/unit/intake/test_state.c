/* SPDX-License-Identifier: MPL-2.0 */
/* The table of states: one answer per state and trigger, late ones change nothing, all is reachable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "state.h"

static void a_state_and_a_trigger_have_one_transition(void **state)
{
    (void)state;
    const struct transition *all = state_request.transitions;
    size_t count = state_request.count;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(state_find(&state_request, all[i].from, all[i].trigger), &all[i]);
        assert_true(all[i].trigger < (int)TRIGGER_COUNT);
        assert_non_null(choice_word(&choices_request_state, all[i].to));
        assert_true(all[i].reason[0] && all[i].by);
    }
}

static void late_transitions_change_nothing(void **state)
{
    (void)state;
    const struct transition *all = state_request.transitions;
    size_t count = state_request.count, late = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].late) {
            assert_int_equal(all[i].from, all[i].to);
            late++;
        }
    }
    assert_true(late > 0 && late < count);
}

/* Every state can be reached from nothing. */
static void all_states_are_reached(void **state)
{
    (void)state;
    bool reached[request_state_count] = {false};
    const struct transition *all = state_request.transitions;
    size_t count = state_request.count;
    for (int round = 0; round < request_state_count; round++) {
        for (size_t i = 0; i < count; i++) {
            if (all[i].from == STATE_NONE || reached[all[i].from]) {
                reached[all[i].to] = true;
            }
        }
    }
    for (int i = 0; i < request_state_count; i++) {
        assert_true(reached[i]);
    }
}

static int move(int from, enum trigger trigger)
{
    const struct transition *transition = state_find(&state_request, from, trigger);
    assert_non_null(transition);
    assert_false(transition->late);
    return transition->to;
}

static void a_story_goes_well(void **state)
{
    (void)state;
    int now = move(STATE_NONE, TRIGGER_SUBMIT_WITH_PATH);
    assert_int_equal(now, REQUEST_RECEIVED);
    now = move(now, TRIGGER_PLAN_PROPOSED);
    now = move(now, TRIGGER_PLAN_ACCEPTED);
    now = move(now, TRIGGER_PLAN_PROPOSED); /* someone declined: a newer version */
    assert_int_equal(now, REQUEST_PLANNED);
    now = move(now, TRIGGER_PLAN_ACCEPTED);
    now = move(now, TRIGGER_ENGAGEMENT_OPENED);
    assert_int_equal(now, REQUEST_IN_PROGRESS);
}

static void a_flagged_request_has_no_plan(void **state)
{
    (void)state;
    int flagged = move(STATE_NONE, TRIGGER_SUBMIT_WITHOUT_PATH);
    assert_int_equal(flagged, REQUEST_FLAGGED);
    for (int trigger = 0; trigger < TRIGGER_COUNT; trigger++) {
        assert_null(state_find(&state_request, flagged, trigger));
    }
}

static void news_of_a_refused_plan_is_late(void **state)
{
    (void)state;
    int declined = move(REQUEST_PLANNED, TRIGGER_PLAN_REFUSED);
    assert_int_equal(declined, REQUEST_DECLINED);
    for (int trigger = TRIGGER_PLAN_PROPOSED; trigger < TRIGGER_COUNT; trigger++) {
        const struct transition *transition = state_find(&state_request, declined, trigger);
        assert_non_null(transition);
        assert_true(transition->late);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_state_and_a_trigger_have_one_transition),
        cmocka_unit_test(late_transitions_change_nothing),
        cmocka_unit_test(all_states_are_reached),
        cmocka_unit_test(a_story_goes_well),
        cmocka_unit_test(a_flagged_request_has_no_plan),
        cmocka_unit_test(news_of_a_refused_plan_is_late),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
