/* SPDX-License-Identifier: MPL-2.0 */
/* The k best teams against trying everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "brute.h"

static void ease(struct instance *instance)
{
    for (size_t i = 0; i < instance->directory.count; i++) {
        instance->people[i].active = true;
        instance->people[i].open_max = 9;
        instance->people[i].remote = true;
        instance->people[i].travel_max_km = 1000;
        instance->rows[i].free_minutes[1] += 3000;
        candidate_index_put(instance->index, &instance->directory, (uint32_t)i);
    }
    struct team_question *question = &instance->question;
    for (size_t i = 0; i < question->need_count; i++) {
        instance->kept[i] = TEAM_NOBODY;
    }
    if (instance_chance(instance, 20)) {
        instance->kept[0] = instance_below(instance, (uint32_t)instance->directory.count);
    }
    question->kept = instance->kept;
}

/* As many teams as there are, at most as many as asked for, each the best of all not told before. */
static size_t check(team_workspace_t *workspace, const struct instance *instance, size_t count)
{
    struct team_best best;
    size_t found =
        team_find_best(workspace, &instance->directory, &instance->question, count, &best);
    uint32_t told[TEAM_BEST_MAX][BRUTE_NEEDS_MAX];
    struct brute brute;
    assert_true(best.complete);
    assert_int_equal(found, best.count);
    for (size_t i = 0; i <= found && i < count; i++) {
        brute_solve_but(&brute, &instance->directory, &instance->question,
                        (const uint32_t(*)[BRUTE_NEEDS_MAX])told, i);
        assert_int_equal(brute.found, i < found);
        if (brute.found) {
            assert_int_equal(best.teams[i].cost_cents, brute.best_cents);
            assert_memory_equal(best.teams[i].professional, brute.best_owner,
                                instance->question.need_count * sizeof *brute.best_owner);
            memcpy(told[i], brute.best_owner, sizeof brute.best_owner);
        }
    }
    return found;
}

static void each_is_the_best_of_the_rest(void **state)
{
    (void)state;
    team_workspace_t *workspace = team_workspace_new();
    size_t full_count = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct instance_shape shape = {.seed = seed,
                                       .people_count = 3 + seed % 5,
                                       .need_count = 1 + seed % 4,
                                       .field_count = 2,
                                       .skill_count = 2,
                                       .rate_count = seed % 4 == 0 ? 2 : 9000,
                                       .tight = seed % 3 == 0};
        struct instance instance;
        instance_init(&instance, &shape);
        ease(&instance);
        size_t count = 1 + seed % TEAM_BEST_MAX;
        full_count += check(workspace, &instance, count) == count;
        instance_clear(&instance);
    }
    assert_true(full_count > 80);
    team_workspace_destroy(&workspace);
}

static void a_list_cut_short_says_so(void **state)
{
    (void)state;
    team_workspace_t *workspace = team_workspace_new();
    struct instance_shape shape = {.seed = 5,
                                   .people_count = 40,
                                   .need_count = 6,
                                   .field_count = 3,
                                   .skill_count = 2,
                                   .rate_count = 9000};
    struct instance instance;
    struct team_best best;
    instance_init(&instance, &shape);
    ease(&instance);
    assert_int_equal(team_find_best(workspace, &instance.directory, &instance.question, 10, &best),
                     10);
    assert_true(best.complete);
    instance.question.step_max = 1500;
    assert_true(team_find_best(workspace, &instance.directory, &instance.question, 10, &best) < 10);
    assert_false(best.complete);
    instance_clear(&instance);
    team_workspace_destroy(&workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_the_best_of_the_rest),
        cmocka_unit_test(a_list_cut_short_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
