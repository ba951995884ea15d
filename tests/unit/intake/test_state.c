/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states: one answer per state and trigger, late ones change nothing, all is reachable, and
 * who may do what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "state.h"

static const struct machine *const machines[] = {&state_request, &state_need};

enum { MACHINE_COUNT = sizeof machines / sizeof *machines };

static const int trigger_counts[MACHINE_COUNT] = {TRIGGER_COUNT, NEED_TRIGGER_COUNT};
static const int state_counts[MACHINE_COUNT] = {request_state_count, need_state_count};

/* Does the row begin in this state. */
static bool begins(const struct transition *row, int from)
{
    return row->from < STATE_SET ? row->from == from : from >= 0 && (row->from >> from & 1);
}

static size_t count_of(const struct machine *machine, int from, int trigger)
{
    size_t found = 0;
    for (size_t i = 0; i < machine->count; i++) {
        const struct transition *one = &machine->transitions[i];
        found += one->trigger == trigger && begins(one, from);
    }
    return found;
}

static void a_state_and_a_trigger_have_one_transition(void **state)
{
    (void)state;
    for (size_t m = 0; m < MACHINE_COUNT; m++) {
        for (int trigger = 0; trigger < trigger_counts[m]; trigger++) {
            size_t all = 0;
            for (int from = STATE_NONE; from < state_counts[m]; from++) {
                size_t count = count_of(machines[m], from, trigger);
                assert_true(count <= 1);
                assert_true((count == 1) == (state_find(machines[m], from, trigger) != NULL));
                all += count;
            }
            assert_true(all > 0); /* no trigger is without effect */
        }
    }
}

static void late_news_changes_nothing(void **state)
{
    (void)state;
    for (size_t m = 0; m < MACHINE_COUNT; m++) {
        size_t late = 0;
        for (size_t i = 0; i < machines[m]->count; i++) {
            const struct transition *one = &machines[m]->transitions[i];
            assert_true(one->reason[0] != 0);
            if (one->late) {
                assert_int_equal(one->to, STATE_SAME);
                assert_int_equal(one->by, BY_EVENT);
                late++;
            }
        }
        assert_true(late > 0 && late < machines[m]->count);
    }
}

/* Every state can be reached from nothing. */
static void all_states_are_reached(void **state)
{
    (void)state;
    for (size_t m = 0; m < MACHINE_COUNT; m++) {
        bool reached[request_state_count + need_state_count] = {false};
        for (int round = 0; round < state_counts[m]; round++) {
            for (size_t i = 0; i < machines[m]->count; i++) {
                const struct transition *one = &machines[m]->transitions[i];
                for (int from = STATE_NONE; from < state_counts[m]; from++) {
                    bool here = from == STATE_NONE || reached[from];
                    if (here && begins(one, from)) {
                        reached[state_after(one, from) < 0 ? 0 : state_after(one, from)] = true;
                    }
                }
            }
        }
        for (int i = 0; i < state_counts[m]; i++) {
            assert_true(reached[i]);
        }
    }
}

static int move(int from, enum trigger trigger)
{
    const struct transition *transition = state_find(&state_request, from, (int)trigger);
    assert_non_null(transition);
    assert_false(transition->late);
    return state_after(transition, from);
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
    now = move(now, TRIGGER_NEEDS_CLOSED);
    assert_int_equal(now, REQUEST_COMPLETED);
    now = move(now, TRIGGER_REOPEN);
    assert_int_equal(move(now, TRIGGER_CONFIRM), REQUEST_RECEIVED);
}

static void an_adviser_asks_first(void **state)
{
    (void)state;
    int now = move(STATE_NONE, TRIGGER_SUBMIT_FOR_REVIEW);
    now = move(now, TRIGGER_ASK);
    assert_int_equal(now, REQUEST_AWAITING_INFO);
    assert_null(state_find(&state_request, now, TRIGGER_CONFIRM));
    now = move(now, TRIGGER_ANSWER);
    assert_int_equal(move(now, TRIGGER_CONFIRM), REQUEST_RECEIVED);
}

static void a_flagged_request_has_no_plan(void **state)
{
    (void)state;
    int flagged = move(STATE_NONE, TRIGGER_SUBMIT_WITHOUT_PATH);
    assert_int_equal(flagged, REQUEST_FLAGGED);
    for (int trigger = TRIGGER_PLAN_PROPOSED; trigger < TRIGGER_COUNT; trigger++) {
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

static void no_actor_makes_news(void **state)
{
    (void)state;
    for (int trigger = TRIGGER_PLAN_PROPOSED; trigger < TRIGGER_COUNT; trigger++) {
        for (int from = STATE_NONE; from < request_state_count; from++) {
            const struct transition *one = state_find(&state_request, from, trigger);
            assert_true(!one || one->by == BY_EVENT);
        }
    }
}

static void who_may_is_said_in_words(void **state)
{
    (void)state;
    char words[STATE_WORDS_SIZE];
    state_who(state_find(&state_request, REQUEST_FLAGGED, TRIGGER_EXCEPTION_GRANT), words);
    assert_string_equal(words, "adviser");
    state_who(state_find(&state_request, STATE_NONE, TRIGGER_SUBMIT_WITH_PATH), words);
    assert_string_equal(words, "system, contact, adviser, professional, network, operator");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_state_and_a_trigger_have_one_transition),
        cmocka_unit_test(late_news_changes_nothing),
        cmocka_unit_test(all_states_are_reached),
        cmocka_unit_test(a_story_goes_well),
        cmocka_unit_test(an_adviser_asks_first),
        cmocka_unit_test(a_flagged_request_has_no_plan),
        cmocka_unit_test(news_of_a_refused_plan_is_late),
        cmocka_unit_test(no_actor_makes_news),
        cmocka_unit_test(who_may_is_said_in_words),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
