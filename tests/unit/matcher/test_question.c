/* SPDX-License-Identifier: MPL-2.0 */
/* A plan's request as a question: windows, words, conflicts on the path, exclusions, history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scene.h"

/* What each test begins with: nobody is there, nothing is asked. */
struct story {
    struct scene scene;
    struct question question;
    struct team_answer answer;
};

static int begin(void **state)
{
    static struct story story;
    story = (struct story){0};
    scene_open(&story.scene);
    *state = &story;
    return 0;
}

static int end(void **state)
{
    struct story *story = *state;
    scene_close(&story->scene);
    return 0;
}

/* Solves what is asked now. */
static void expect(struct story *story, int status)
{
    scene_solve(&story->scene, &story->question, &story->answer);
    assert_int_equal(story->answer.status, status);
}

static void windows_end_with_the_deadline_or_the_horizon(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_need(scene, '1', "law", 60);
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].first_day, SCENE_TODAY);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY + 27);
    scene->plan.deadline = SCENE_TODAY + 5;
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY + 5);
    scene->plan.deadline = SCENE_TODAY - 5;
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY);
}

static struct list ids_of(struct scene *scene, const char *letters)
{
    struct id ids[8];
    size_t count = strlen(letters);
    for (size_t i = 0; i < count; i++) {
        ids[i] = id_of(letters[i]);
    }
    return list_pack_ids(ids, count, scene->arena);
}

static void windows_are_those_of_each_need(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    struct need *need = scene_need(scene, '1', "law", 60);
    need->earliest = SCENE_TODAY + 3;
    need->latest = SCENE_TODAY + 9;
    scene->plan.deadline = SCENE_TODAY + 12;
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].first_day, SCENE_TODAY + 3);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY + 9);
    need->earliest = SCENE_TODAY - 3;
    need->latest = SCENE_TODAY + 20;
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].first_day, SCENE_TODAY);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY + 12);
    need->latest = SCENE_TODAY - 1;
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY);
}

/* 1 before 2 before 3: 960 minutes are two days of 480, 481 minutes too, 60 one. */
static void needs_wait_for_those_they_depend_on(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_put(scene, 'a', "law:3");
    scene_need(scene, '3', "law", 60)->depends_on = ids_of(scene, "2z");
    scene_need(scene, '2', "law", 481)->depends_on = ids_of(scene, "1");
    scene_need(scene, '1', "law", 960);
    scene->plan.deadline = SCENE_TODAY + 10;
    scene_solve(scene, &story->question, &story->answer);
    assert_int_equal(story->question.needs[2].first_day, SCENE_TODAY);
    assert_int_equal(story->question.needs[1].first_day, SCENE_TODAY + 2);
    assert_int_equal(story->question.needs[0].first_day, SCENE_TODAY + 4);
    assert_int_equal(story->question.needs[0].last_day, SCENE_TODAY + 10);
    assert_int_equal(story->question.needs[1].last_day, SCENE_TODAY + 9);
    assert_int_equal(story->question.needs[2].last_day, SCENE_TODAY + 7);
    scene->plan.deadline = SCENE_TODAY + 3; /* too short for the chain */
    expect(story, TEAM_STATUS_UNMET);
    scene->plan.deadline = 0;
    scene->needs[2].depends_on = ids_of(scene, "3"); /* a circle has no beginning */
    expect(story, TEAM_STATUS_UNMET);
}

static void languages_and_regions_are_those_of_each_need(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    struct professional_row row = scene_professional(scene, 'a', "law:3");
    row.languages = scene_texts(scene, "en es");
    people_put(scene->matcher->people, &row);
    struct need *need = scene_need(scene, '1', "law", 60);
    expect(story, TEAM_STATUS_UNMET); /* the contact speaks French */
    need->languages = list_of_bytes(scene_texts(scene, "en-CA es"));
    expect(story, TEAM_STATUS_FOUND);
    assert_int_equal(story->answer.terms[0].language_cents, 1500);
    need->languages = list_of_bytes(scene_texts(scene, "en it"));
    expect(story, TEAM_STATUS_UNMET);
    need->languages = list_of_bytes(scene_texts(scene, "en"));
    need->modality = MODALITY_ONSITE;
    need->region = view_of("qc.quebec.charlesbourg");
    expect(story, TEAM_STATUS_FOUND);
    need->region = (struct view){0}; /* that of the organisation: too far */
    expect(story, TEAM_STATUS_UNMET);
}

static void bonds_hold_in_both_directions(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_put(scene, 'a', "law:3 tax:3");
    scene_put(scene, 'b', "law:3 tax:3");
    scene_need(scene, '1', "law", 60)->not_same_person_as = ids_of(scene, "21z");
    scene_need(scene, '2', "tax", 60);
    scene_need(scene, '3', "tax", 60)->same_person_as = ids_of(scene, "1");
    expect(story, TEAM_STATUS_FOUND);
    assert_int_not_equal(story->answer.professional[0], story->answer.professional[1]);
    assert_int_equal(story->answer.professional[0], story->answer.professional[2]);
    scene->needs[1].same_person_as = ids_of(scene, "3");
    expect(story, TEAM_STATUS_UNMET);
}

static void words_nobody_has_fit_nobody(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_put(scene, 'a', "law:3");
    struct need *need = scene_need(scene, '1', "law", 60);
    expect(story, TEAM_STATUS_FOUND);
    need->licence = view_of("barreau-qc");
    expect(story, TEAM_STATUS_UNMET);
    need->licence = (struct view){0};
    need->field = view_of("dance");
    expect(story, TEAM_STATUS_UNMET);
    need->field = view_of("law");
    scene->plan.language = view_of("en");
    expect(story, TEAM_STATUS_UNMET);
}

static void a_need_beyond_all_measure_fits_nobody(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    struct professional_row row = scene_professional(scene, 'a', "law:3");
    row.weekly_minutes = 10080;
    people_put(scene->matcher->people, &row);
    scene_need(scene, '1', "law", 600000);
    expect(story, TEAM_STATUS_UNMET);
}

static void link_people(struct scene *scene, char organisation, char professional, int32_t from,
                        int32_t until)
{
    links_put(scene->matcher->conflicts, id_of(organisation),
              &(struct link){id_of(professional), id_of(professional), from, until});
}

static void conflicts_count_on_the_whole_path_and_against(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    for (char letter = 'a'; letter <= 'f'; letter++) {
        scene_put(scene, letter, "law:3");
    }
    const struct id adverse = id_of('x');
    scene->plan.adverse = list_bytes(list_pack_ids(&adverse, 1, scene->arena), scene->arena);
    scene_need(scene, '1', "law", 60);
    link_people(scene, 'x', 'a', SCENE_TODAY, 0);                   /* adverse */
    link_people(scene, 'n', 'c', SCENE_TODAY - 9, SCENE_TODAY);     /* the network, last day */
    link_people(scene, 'o', 'c', SCENE_TODAY - 9, 0);               /* the same person again */
    link_people(scene, 'o', 'd', SCENE_TODAY - 9, SCENE_TODAY - 1); /* over */
    link_people(scene, 'o', 'e', SCENE_TODAY + 1, 0);               /* not yet */
    link_people(scene, 'z', 'f', SCENE_TODAY, 0);                   /* somebody else */
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.asked.conflict_count, 2);
    assert_int_equal(story->question.asked.conflicts[0].professional, 0);
    assert_int_equal(story->question.asked.conflicts[1].professional, 2);
    links_remove(scene->matcher->conflicts, id_of('x'), id_of('a'));
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.asked.conflict_count, 1);
}

/* Who served an adverse party lately knows too much; long ago, or a network above it, is no matter. */
static void whoever_served_the_other_side_has_a_conflict(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    for (char letter = 'a'; letter <= 'c'; letter++) {
        scene_put(scene, letter, "law:3");
    }
    const struct id adverse = id_of('x');
    scene->plan.adverse = list_bytes(list_pack_ids(&adverse, 1, scene->arena), scene->arena);
    scene_need(scene, '1', "law", 60);
    const struct link lately = {id_of('a'), id_of('a'), SCENE_TODAY - 36 * 30 + 1, 0};
    const struct link once = {id_of('b'), id_of('b'), SCENE_TODAY - 36 * 30, 0};
    const struct link above = {id_of('c'), id_of('c'), SCENE_TODAY, 0};
    links_put(scene->matcher->served, adverse, &lately);
    links_put(scene->matcher->served, adverse, &once);
    links_put(scene->matcher->served, id_of('n'), &above);
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.asked.conflict_count, 1);
    assert_int_equal(story->question.asked.conflicts[0].professional, 0);
}

static void exclusions_are_per_need(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_put(scene, 'a', "law:3 tax:3");
    scene_put(scene, 'b', "law:3 tax:3");
    scene_need(scene, '1', "law", 60);
    scene_need(scene, '2', "tax", 60);
    const struct id pairs[] = {id_of('2'), id_of('b'), id_of('2'), id_of('a'),
                               id_of('1'), id_of('b'), id_of('9'), id_of('a')};
    scene->plan.excluded = list_bytes(list_pack_ids(pairs, 8, scene->arena), scene->arena);
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.asked.exclusion_count, 2);
    assert_int_equal(story->question.asked.exclusions[0].value, 2);
    assert_int_equal(story->question.asked.exclusions[1].value, 3);
}

static void who_served_before_is_known_in_months(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    scene_put(scene, 'a', "law:3");
    scene_need(scene, '1', "law", 60);
    links_put(scene->matcher->served, id_of('o'),
              &(struct link){id_of('a'), id_of('a'), SCENE_TODAY - 70, 0});
    scene_ask(scene, &story->question);
    assert_int_equal(story->question.asked.history_count, 1);
    assert_int_equal(story->question.asked.history[0].value, 2);
}

/* A region on site is served by those who travel there, the nearer office first. */
static void work_on_site_goes_to_who_is_near(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    struct professional_row far = scene_professional(scene, 'a', "law:3");
    far.regions = scene_texts(scene, "qc");
    people_put(scene->matcher->people, &far);
    scene_put(scene, 'b', "law:3"); /* never leaves qc.quebec */
    struct need *need = scene_need(scene, '1', "law", 60);
    need->modality = MODALITY_ONSITE;
    people_configure(scene->matcher->people, &(struct people_rules){4, 60, true});
    struct professional_row stays = scene_professional(scene, 'b', "law:3");
    stays.remote = false;
    people_put(scene->matcher->people, &stays);
    far.remote = false;
    people_put(scene->matcher->people, &far);
    scene_solve(scene, &story->question, &story->answer);
    assert_int_equal(story->answer.candidate_count[0], 1);
    assert_int_equal(story->answer.professional[0], 0);
    assert_int_equal(story->answer.members[0].terms.travel_cents, 120 * 61);
    struct professional_row near = scene_professional(scene, 'c', "law:3");
    near.base_region = view_of("qc.montreal");
    near.remote = false;
    people_put(scene->matcher->people, &near);
    scene_solve(scene, &story->question, &story->answer);
    assert_int_equal(story->answer.candidate_count[0], 2);
    assert_int_equal(story->answer.professional[0], 2);
}

static void only_direct_professionals_unless_set(void **state)
{
    struct story *story = *state;
    struct scene *scene = &story->scene;
    struct professional_row row = scene_professional(scene, 'a', "law:3");
    row.direct = false;
    people_put(scene->matcher->people, &row);
    scene_need(scene, '1', "law", 60);
    expect(story, TEAM_STATUS_UNMET);
    people_configure(scene->matcher->people, &(struct people_rules){4, 60, false});
    expect(story, TEAM_STATUS_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(windows_end_with_the_deadline_or_the_horizon, begin, end),
        cmocka_unit_test_setup_teardown(windows_are_those_of_each_need, begin, end),
        cmocka_unit_test_setup_teardown(needs_wait_for_those_they_depend_on, begin, end),
        cmocka_unit_test_setup_teardown(languages_and_regions_are_those_of_each_need, begin, end),
        cmocka_unit_test_setup_teardown(bonds_hold_in_both_directions, begin, end),
        cmocka_unit_test_setup_teardown(words_nobody_has_fit_nobody, begin, end),
        cmocka_unit_test_setup_teardown(a_need_beyond_all_measure_fits_nobody, begin, end),
        cmocka_unit_test_setup_teardown(conflicts_count_on_the_whole_path_and_against, begin, end),
        cmocka_unit_test_setup_teardown(whoever_served_the_other_side_has_a_conflict, begin, end),
        cmocka_unit_test_setup_teardown(exclusions_are_per_need, begin, end),
        cmocka_unit_test_setup_teardown(who_served_before_is_known_in_months, begin, end),
        cmocka_unit_test_setup_teardown(work_on_site_goes_to_who_is_near, begin, end),
        cmocka_unit_test_setup_teardown(only_direct_professionals_unless_set, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
