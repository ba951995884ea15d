/* SPDX-License-Identifier: MPL-2.0 */
/* The states of quotes and engagements: late transitions change nothing, the rest is as the domain says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "state.h"

static const struct transition *const none = NULL;

static void a_quote_lives_as_written(void **state)
{
    (void)state;
    assert_int_equal(state_find(&state_quote, STATE_NONE, TRIGGER_ISSUE)->to, QUOTE_ISSUED);
    assert_int_equal(state_find(&state_quote, QUOTE_ISSUED, TRIGGER_PLAN_ACCEPTED)->to,
                     QUOTE_ACCEPTED);
    assert_int_equal(state_find(&state_quote, QUOTE_ISSUED, TRIGGER_PLAN_REFUSED)->to,
                     QUOTE_REFUSED);
    assert_int_equal(state_find(&state_quote, QUOTE_ACCEPTED, TRIGGER_NEWER_VERSION)->to,
                     QUOTE_REPLACED);
    assert_ptr_equal(state_find(&state_quote, QUOTE_ISSUED, TRIGGER_ISSUE), none);
    assert_ptr_equal(state_find(&state_quote, QUOTE_ISSUED, TRIGGER_WORK_LOGGED), none);
}

static void late_news_of_a_quote_changes_nothing(void **state)
{
    (void)state;
    for (int from = 0; from < quote_state_count; from++) {
        for (int trigger = TRIGGER_NEWER_VERSION; trigger <= TRIGGER_REQUEST_RELEASED; trigger++) {
            const struct transition *step = state_find(&state_quote, from, trigger);
            assert_non_null(step); /* an event is a fact: every state knows what it means */
            assert_int_equal(step->late, step->from == step->to);
        }
    }
}

static void an_engagement_lives_as_written(void **state)
{
    (void)state;
    assert_int_equal(state_find(&state_engagement, STATE_NONE, TRIGGER_NEED_STARTED)->to,
                     ENGAGEMENT_OPEN);
    assert_int_equal(state_find(&state_engagement, ENGAGEMENT_OPEN, TRIGGER_WORK_LOGGED)->to,
                     ENGAGEMENT_ACTIVE);
    assert_ptr_equal(state_find(&state_engagement, ENGAGEMENT_CLOSED, TRIGGER_WORK_LOGGED), none);
    assert_ptr_equal(state_find(&state_engagement, ENGAGEMENT_OPEN, TRIGGER_INVOICED), none);
}

static void the_end_of_an_engagement_leaves_its_work_to_be_billed(void **state)
{
    (void)state;
    assert_int_equal(state_find(&state_engagement, ENGAGEMENT_OPEN, TRIGGER_CLOSE)->to,
                     ENGAGEMENT_CLOSED);
    assert_int_equal(state_find(&state_engagement, ENGAGEMENT_ACTIVE, TRIGGER_CLOSE)->to,
                     ENGAGEMENT_CLOSED);
    assert_ptr_equal(state_find(&state_engagement, ENGAGEMENT_CLOSED, TRIGGER_CLOSE), none);
    assert_int_equal(state_find(&state_engagement, ENGAGEMENT_CLOSED, TRIGGER_INVOICED)->to,
                     ENGAGEMENT_CLOSED);
}

static void work_is_approved_after_it_was_submitted(void **state)
{
    (void)state;
    assert_int_equal(state_find(&state_work, STATE_NONE, TRIGGER_WORK_LOGGED)->to, WORK_DRAFT);
    assert_int_equal(state_find(&state_work, WORK_DRAFT, TRIGGER_SUBMIT)->to, WORK_SUBMITTED);
    assert_int_equal(state_find(&state_work, WORK_SUBMITTED, TRIGGER_RETURN)->to, WORK_DRAFT);
    assert_int_equal(state_find(&state_work, WORK_SUBMITTED, TRIGGER_APPROVE)->to, WORK_APPROVED);
    assert_int_equal(state_find(&state_work, WORK_APPROVED, TRIGGER_LOCK)->to, WORK_LOCKED);
    assert_ptr_equal(state_find(&state_work, WORK_DRAFT, TRIGGER_APPROVE), none);
    assert_ptr_equal(state_find(&state_work, WORK_APPROVED, TRIGGER_RETURN), none);
    assert_ptr_equal(state_find(&state_work, WORK_LOCKED, TRIGGER_RETURN), none);
}

/* While notes are issued nothing comes in, and nothing but the last note leads out. */
static void a_period_that_is_certifying_takes_nothing(void **state)
{
    (void)state;
    assert_int_equal(state_find(&state_period, PERIOD_ALLOCATED, TRIGGER_CERTIFY)->to,
                     PERIOD_CERTIFYING);
    assert_int_equal(state_find(&state_period, PERIOD_CERTIFIED, TRIGGER_CERTIFY)->to,
                     PERIOD_CERTIFYING);
    for (int trigger = 0; trigger < TRIGGER_COUNT; trigger++) {
        const struct transition *step = state_find(&state_period, PERIOD_CERTIFYING, trigger);
        assert_int_equal(step != NULL, trigger == TRIGGER_SIGN);
        assert_ptr_equal(state_find(&state_period, PERIOD_FINAL, trigger), none);
    }
    assert_int_equal(state_find(&state_period, PERIOD_CERTIFYING, TRIGGER_SIGN)->to,
                     PERIOD_CERTIFIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quote_lives_as_written),
        cmocka_unit_test(late_news_of_a_quote_changes_nothing),
        cmocka_unit_test(an_engagement_lives_as_written),
        cmocka_unit_test(the_end_of_an_engagement_leaves_its_work_to_be_billed),
        cmocka_unit_test(work_is_approved_after_it_was_submitted),
        cmocka_unit_test(a_period_that_is_certifying_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
