/* SPDX-License-Identifier: MPL-2.0 */
/* Answers as plans: terms that add up, relaxations that would do, and why somebody is not on the team. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scene.h"
#include "why.h"

static void the_terms_add_up_to_the_cost(void **state)
{
    (void)state;
    struct scene scene;
    struct question question;
    struct team_answer answer;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    scene_put(&scene, 'b', "law:5 tax:2");
    scene_put(&scene, 'c', "tax:1");
    people_hold(scene.matcher->people, id_of('b'), 600, 1);
    scene_need(&scene, '1', "law", 90)->min_level = 2;
    scene_need(&scene, '2', "tax", 240);
    scene_solve(&scene, &question, &answer);
    plan_take_answer(&scene.plan, &question, &answer, scene.arena);
    int64_t sum_cents = 0;
    struct list terms = list_of_bytes(scene.plan.terms);
    for (struct plan_term term; plan_term_next(&terms, &term);) {
        sum_cents += term.amount_cents;
        assert_int_not_equal(term.amount_cents, 0);
    }
    assert_int_equal(sum_cents, scene.plan.cost_cents);
    assert_int_equal(scene.plan.lower_bound_cents, scene.plan.cost_cents);
    assert_true(scene.plan.proven);
    struct list team = list_of_bytes(scene.plan.team);
    struct plan_need need;
    assert_true(plan_need_next(&team, &need));
    assert_true(id_equal(need.need, id_of('1')));
    assert_int_equal(need.candidate_count, 2);
    assert_false(id_none(need.runner_up));
    assert_true(plan_need_next(&team, &need));
    assert_false(plan_need_next(&team, &need));
    scene_close(&scene);
}

/* The only relaxation told, of a question that has no team. */
static struct relaxation relax(struct scene *scene)
{
    struct question question;
    struct team_answer answer;
    struct matcher_plan_unmet event = {0};
    scene_solve(scene, &question, &answer);
    assert_int_equal(answer.status, TEAM_STATUS_UNMET);
    plan_take_answer(&scene->plan, &question, &answer, scene->arena);
    assert_int_equal(scene->plan.team.size, 0);
    why_unmet(&event, scene->matcher->workspace, &question, scene->arena);
    struct relaxation relaxation;
    assert_int_equal(event.relaxations.count, 1);
    assert_true(relaxation_next(&event.relaxations, &relaxation));
    return relaxation;
}

static void the_smallest_relaxation_is_told(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    struct need *need = scene_need(&scene, '1', "law", 60);
    need->min_level = 4;
    assert_true(view_is(relax(&scene).constraint, "level"));
    need->min_level = 0;
    need->modality = MODALITY_ONSITE;
    struct relaxation relaxation = relax(&scene);
    assert_true(view_is(relaxation.constraint, "modality"));
    assert_int_equal(relaxation.candidate_count, 1);
    assert_true(id_equal(relaxation.need, id_of('1')));
    need->modality = MODALITY_EITHER;
    need->minutes = 2401;
    assert_true(view_is(relax(&scene).constraint, "minutes"));
    need->minutes = 60;
    scene.plan.language = view_of("en");
    assert_true(view_is(relax(&scene).constraint, "language"));
    scene_close(&scene);
}

static void where_nothing_helps_the_nearest_obstacle_is_told(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    scene_put(&scene, 'b', "tax:3");
    struct need *need = scene_need(&scene, '1', "dance", 60);
    assert_true(view_is(relax(&scene).constraint, "skill"));
    need->field = view_of("law");
    need->licence = view_of("barreau-qc");
    struct relaxation relaxation = relax(&scene);
    assert_true(view_is(relaxation.constraint, "licence"));
    assert_int_equal(relaxation.candidate_count, 1);
    need->licence = (struct view){0};
    struct professional_row row = scene_professional(&scene, 'a', "law:3");
    row.status = PROFESSIONAL_LEAVE;
    people_put(scene.matcher->people, &row);
    relaxation = relax(&scene);
    assert_true(view_is(relaxation.constraint, "status"));
    assert_int_equal(relaxation.candidate_count, 1);
    scene_close(&scene);
}

static struct match_explanation explain(struct scene *scene, char professional)
{
    struct question question;
    scene_ask(scene, &question);
    uint32_t position = people_find(scene->matcher->people, id_of(professional));
    return why_not_chosen(scene->matcher, &question, 0, position, scene->arena);
}

static void why_not_is_answered_with_its_figures(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    scene_put(&scene, 'b', "law:1");
    scene_put(&scene, 'c', "tax:3");
    scene_put(&scene, 'd', "law:5");
    struct professional_row row = scene_professional(&scene, 'e', "law:3");
    row.direct = false;
    people_put(scene.matcher->people, &row);
    scene_need(&scene, '1', "law", 60)->min_level = 3;
    struct match_explanation answer = explain(&scene, 'b');
    assert_true(view_is(answer.constraint, "level"));
    assert_true(view_is(answer.detail, "level 1, asked 3"));
    assert_true(view_is(explain(&scene, 'c').constraint, "skill"));
    assert_true(view_is(explain(&scene, 'e').constraint, "direct"));
    answer = explain(&scene, 'd');
    assert_int_equal(answer.constraint.size, 0);
    assert_int_equal(answer.extra_cents, 2 * 500); /* two levels above the one asked */
    links_put(scene.matcher->conflicts, id_of('n'),
              &(struct link){id_of('d'), id_of('d'), SCENE_TODAY, 0});
    assert_true(view_is(explain(&scene, 'd').constraint, "conflict"));
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terms_add_up_to_the_cost),
        cmocka_unit_test(the_smallest_relaxation_is_told),
        cmocka_unit_test(where_nothing_helps_the_nearest_obstacle_is_told),
        cmocka_unit_test(why_not_is_answered_with_its_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
