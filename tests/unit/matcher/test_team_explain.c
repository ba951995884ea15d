/* SPDX-License-Identifier: MPL-2.0 */
/* Why not somebody, and what to give up: each claim is checked by solving again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "brute.h"

static const struct team_ladder ladder = {{TEAM_RELAX_REMOTE, TEAM_RELAX_REGION, TEAM_RELAX_MINUTES,
                                           TEAM_RELAX_LANGUAGE, TEAM_RELAX_LEVEL},
                                          TEAM_RELAXATION_KINDS,
                                          NULL};

static int make_workspace(void **state)
{
    *state = team_workspace_new();
    return 0;
}

static int drop_workspace(void **state)
{
    team_workspace_t *workspace = *state;
    team_workspace_destroy(&workspace);
    return 0;
}

static void make_small(struct instance *instance, uint64_t seed)
{
    struct instance_shape shape = {.seed = seed,
                                   .people_count = 4 + seed % 6,
                                   .need_count = 1 + seed % 4,
                                   .field_count = 3,
                                   .skill_count = 2,
                                   .rate_count = 9000,
                                   .tight = seed % 2 == 0};
    instance_init(instance, &shape);
}

/* The best team with somebody is found by trying everything. */
static void check_why_not(team_workspace_t *workspace, const struct instance *instance,
                          uint32_t person)
{
    struct brute chosen;
    struct brute with;
    struct team_why_not why_not;
    struct team_question question = instance->question;
    team_explain_why_not(workspace, &instance->directory, &question, person, &why_not);
    brute_solve(&chosen, &instance->directory, &question);
    question.forced = &person;
    question.forced_count = 1;
    brute_solve(&with, &instance->directory, &question);
    bool fits = false;
    for (size_t i = 0; i < question.need_count; i++) {
        struct candidate_failure failure;
        fits = candidate_check(&instance->directory, &question, person, i, &failure) || fits;
        assert_int_equal(failure.constraint, why_not.per_need[i].constraint);
    }
    if (why_not.chosen) {
        assert_true(with.found && with.best_cents == chosen.best_cents);
    } else if (!fits) {
        assert_in_range(why_not.failure.constraint, CANDIDATE_INACTIVE, CANDIDATE_MINUTES);
    } else if (with.found) {
        assert_int_equal(why_not.failure.constraint, CANDIDATE_FIT);
        assert_int_equal(why_not.extra_cents, with.best_cents - chosen.best_cents);
        assert_true(why_not.proven && why_not.extra_cents >= 0);
    } else {
        assert_int_equal(why_not.failure.constraint, CANDIDATE_TEAM);
    }
}

static void why_not_tells_the_price_or_the_reason(void **state)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct instance instance;
        make_small(&instance, seed);
        for (uint32_t person = 0; person < instance.directory.count; person++) {
            check_why_not(*state, &instance, person);
        }
        instance_clear(&instance);
    }
}

/* Solves with the needed constraints given up, all but `spared`. */
static enum team_status solve_relaxed(team_workspace_t *workspace, struct instance *instance,
                                      const struct team_relaxed *relaxed, size_t spared)
{
    struct team_answer answer;
    struct team_need kept[TEAM_NEED_MAX];
    memcpy(kept, instance->needs, sizeof kept);
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        if (relaxed->effects[i].needed && i != spared) {
            instance->needs[relaxed->effects[i].need].relaxed |= (uint8_t)relaxed->effects[i].kind;
        }
    }
    team_solve(workspace, &instance->directory, &instance->question, &answer);
    memcpy(instance->needs, kept, sizeof kept);
    return answer.status;
}

static void check_relaxed(team_workspace_t *workspace, struct instance *instance,
                          const struct team_relaxed *relaxed)
{
    assert_int_equal(solve_relaxed(workspace, instance, relaxed, SIZE_MAX), TEAM_STATUS_FOUND);
    size_t needed_count = 0;
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        if (relaxed->effects[i].needed) {
            needed_count++;
            assert_int_equal(solve_relaxed(workspace, instance, relaxed, i), TEAM_STATUS_UNMET);
        }
    }
    assert_int_equal(needed_count, relaxed->needed_count);
    for (size_t i = 0; relaxed->needed_count == 1 && i < relaxed->effect_count; i++) {
        if (relaxed->effects[i].needed) {
            assert_true(relaxed->effects[i].sufficient);
            assert_int_equal(relaxed->effects[i].cost_cents, relaxed->answer.cost_cents);
        }
    }
}

/* Giving everything up must not help either when the solver says that nothing does. */
static void check_hopeless(team_workspace_t *workspace, struct instance *instance)
{
    struct team_answer answer;
    for (size_t i = 0; i < instance->question.need_count; i++) {
        instance->needs[i].relaxed = TEAM_RELAX_ALL;
    }
    team_solve(workspace, &instance->directory, &instance->question, &answer);
    assert_int_equal(answer.status, TEAM_STATUS_UNMET);
}

static void relaxations_suffice_and_none_can_be_spared(void **state)
{
    size_t relaxed_count = 0;
    size_t hopeless_count = 0;
    for (uint64_t seed = 1; seed <= 800; seed++) {
        struct instance instance;
        struct team_answer answer;
        make_small(&instance, seed);
        team_solve(*state, &instance.directory, &instance.question, &answer);
        if (answer.status == TEAM_STATUS_UNMET) {
            struct team_relaxed relaxed;
            team_explain_relax(*state, &instance.directory, &instance.question, &ladder, &relaxed);
            if (relaxed.found) {
                relaxed_count++;
                assert_true(relaxed.needed_count > 0);
                check_relaxed(*state, &instance, &relaxed);
            } else {
                hopeless_count++;
                check_hopeless(*state, &instance);
            }
        }
        instance_clear(&instance);
    }
    assert_true(relaxed_count > 50 && hopeless_count > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_not_tells_the_price_or_the_reason),
        cmocka_unit_test(relaxations_suffice_and_none_can_be_spared),
    };
    return cmocka_run_group_tests(tests, make_workspace, drop_workspace);
}
