/* SPDX-License-Identifier: MPL-2.0 */
/* Professionals in memory: capacity by weeks, regions within regions, words, and the number of a state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "candidate_index.h"
#include "places.h"
#include "region.h"
#include "scene.h"
#include "words.h"

static const struct team_professional *row_of(struct scene *scene, char letter)
{
    people_t *people = scene->matcher->people;
    const struct team_directory *directory = people_directory(people, SCENE_TODAY);
    uint32_t position = people_find(people, id_of(letter));
    assert_true(position < directory->count);
    assert_true(candidate_professional_valid(&directory->professionals[position]));
    return &directory->professionals[position];
}

static void held_minutes_fill_the_first_weeks(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    people_hold(scene.matcher->people, id_of('a'), 700, 1);
    const struct team_professional *row = row_of(&scene, 'a');
    const uint32_t expected[] = {0, 500, 600, 600};
    assert_memory_equal(row->free_minutes, expected, sizeof expected);
    assert_int_equal(row->capacity_minutes, 2400);
    assert_int_equal(row->load_minutes, 700);
    assert_int_equal(row->open_count, 1);
    people_hold(scene.matcher->people, id_of('a'), -700, -1);
    assert_int_equal(row_of(&scene, 'a')->free_minutes[0], 600);
    scene_close(&scene);
}

static void more_held_than_there_is_leaves_nothing(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    people_hold(scene.matcher->people, id_of('a'), 5000, 1);
    for (int week = 0; week < 4; week++) {
        assert_int_equal(row_of(&scene, 'a')->free_minutes[week], 0);
    }
    scene_close(&scene);
}

/* Away from the third day of the first week to the end of the second: 2/7 of the first are left. */
static void spans_change_the_weeks_they_touch(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    people_t *people = scene.matcher->people;
    struct professional_row row = scene_professional(&scene, 'a', "law:3");
    row.weekly_minutes = 700;
    people_put(people, &row);
    const struct capacity_span spans[] = {{SCENE_TODAY + 2, SCENE_TODAY + 13, 0, 0},
                                          {SCENE_TODAY + 13, SCENE_TODAY + 13, 350, 0}};
    uint64_t before = people_state(people);
    people_put_spans(people, row.id, capacity_span_list(spans, 2, scene.arena), 1);
    assert_int_not_equal(people_state(people), before);
    const struct team_directory *directory = people_directory(people, SCENE_TODAY);
    const struct team_professional *person = &directory->professionals[people_find(people, row.id)];
    assert_int_equal(person->free_minutes[0], 200);
    assert_int_equal(person->free_minutes[1], 50); /* the later span counts */
    assert_int_equal(person->free_minutes[2], 700);
    assert_int_equal(person->capacity_minutes, 200 + 50 + 700 + 700);
    people_hold(people, row.id, 230, 1);
    assert_int_equal(person->free_minutes[0], 0);
    assert_int_equal(person->free_minutes[1], 20);
    people_hold(people, row.id, -230, -1);
    people_directory(people, SCENE_TODAY + 7); /* weeks begin later */
    assert_int_equal(person->free_minutes[0], 50);
    people_put_spans(people, row.id, (struct list){.count = 0}, 2);
    assert_int_equal(person->free_minutes[0], 700);
    people_put_spans(people, id_of('z'), (struct list){.count = 0}, 2); /* nobody */
    scene_close(&scene);
}

static void a_field_named_twice_counts_with_the_higher_level(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "tax:1 law:2 tax:4 law:1");
    const struct team_professional *row = row_of(&scene, 'a');
    assert_int_equal(row->skill_count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool law = row->skills[i].field == people_field(scene.matcher->people, view_of("law"));
        assert_int_equal(row->skills[i].level, law ? 2 : 4);
    }
    scene_close(&scene);
}

static void languages_count_by_their_first_part(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    people_t *people = scene.matcher->people;
    uint64_t french = people_language(people, view_of("fr-CA"));
    assert_int_equal(row_of(&scene, 'a')->languages, french);
    assert_int_equal(people_language(people, view_of("fr")), french);
    assert_int_equal(people_language(people, view_of("en")) & row_of(&scene, 'a')->languages, 0);
    scene_close(&scene);
}

static void too_many_languages_are_refused(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    char text[] = "aa";
    for (int i = 0; i < 63; i++) {
        text[0] = (char)('a' + i / 26);
        text[1] = (char)('a' + i % 26);
        struct professional_row row = scene_professional(&scene, 'a', "law:3");
        row.languages = scene_texts(&scene, text);
        assert_int_equal(people_check(scene.matcher->people, &row), PEOPLE_FIT);
        people_put(scene.matcher->people, &row);
    }
    struct professional_row row = scene_professional(&scene, 'a', "law:3");
    row.languages = scene_texts(&scene, "zz");
    assert_int_equal(people_check(scene.matcher->people, &row), PEOPLE_LANGUAGES);
    row.languages = scene_texts(&scene, "aa-CA");
    assert_int_equal(people_check(scene.matcher->people, &row), PEOPLE_FIT);
    scene_close(&scene);
}

static void a_region_holds_the_regions_within(void **state)
{
    (void)state;
    assert_true(code_within(view_of("qc.montreal"), view_of("qc")));
    assert_true(code_within(view_of("qc"), view_of("qc")));
    assert_false(code_within(view_of("qc.montreal"), view_of("qc.mont")));
    assert_false(code_within(view_of("qc"), view_of("qc.montreal")));
    assert_int_equal(region_steps(view_of("qc"), view_of("qc.montreal")), 0);
    assert_int_equal(region_steps(view_of("qc.quebec"), view_of("qc.montreal")), 2);
    assert_int_equal(region_steps(view_of("qc.quebec.sud"), view_of("qc.montreal")), 3);
    assert_int_equal(region_steps(view_of("qc.quebec"), view_of("on.toronto")), 4);
}

static uint16_t distance(struct scene *scene, char letter, const char *region)
{
    people_t *people = scene->matcher->people;
    uint16_t to = people_region(people, view_of(region));
    const struct team_directory *directory = people_directory(people, SCENE_TODAY);
    uint32_t position = people_find(people, id_of(letter));
    return candidate_distance_km(directory, directory->professionals[position].region, to);
}

static void people_travel_within_their_regions(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    struct professional_row row = scene_professional(&scene, 'a', "law:3");
    row.regions = scene_texts(&scene, "qc.montreal on");
    people_put(scene.matcher->people, &row);
    scene_put(&scene, 'b', "law:3");
    assert_int_equal(distance(&scene, 'a', "qc.quebec.limoilou"), 0);
    assert_int_equal(distance(&scene, 'a', "qc.montreal"), 120);
    assert_int_equal(distance(&scene, 'a', "on.toronto"), 240);
    assert_true(distance(&scene, 'a', "qc.estrie") > PLACES_REACH_KM);
    assert_true(distance(&scene, 'a', "qc.estrie") != TEAM_UNREACHABLE);
    assert_true(distance(&scene, 'b', "qc.montreal") > PLACES_REACH_KM);
    assert_int_equal(distance(&scene, 'b', "qc.quebec"), 0);
    scene_close(&scene);
}

/* Regions of work are bounded: the thousandth-and-more counts as the nearest known one that holds it. */
static void regions_of_work_do_not_crowd_out_people(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    people_t *people = scene.matcher->people;
    for (int i = 0; i < 3000; i++) {
        people_region(people, arena_print(scene.arena, "qc.quebec.%d", i));
    }
    uint16_t holder = people_region(people, view_of("qc.quebec"));
    assert_int_equal(people_region(people, view_of("qc.quebec.2999")), holder);
    assert_int_not_equal(people_region(people, view_of("qc.quebec.7")), holder);
    struct professional_row row = scene_professional(&scene, 'b', "law:3");
    assert_int_equal(people_check(people, &row), PEOPLE_FIT);
    scene_close(&scene);
}

static void equal_states_have_equal_numbers(void **state)
{
    (void)state;
    struct scene one, other;
    scene_open(&one);
    scene_open(&other);
    scene_put(&one, 'a', "law:3");
    scene_put(&one, 'b', "tax:3");
    people_hold(one.matcher->people, id_of('a'), 60, 1);
    people_hold(one.matcher->people, id_of('b'), 30, 1);
    people_hold(one.matcher->people, id_of('b'), -30, -1);
    scene_put(&other, 'b', "tax:3");
    scene_put(&other, 'a', "law:3");
    assert_int_not_equal(people_state(one.matcher->people), people_state(other.matcher->people));
    people_hold(other.matcher->people, id_of('a'), 60, 1);
    assert_int_equal(people_state(one.matcher->people), people_state(other.matcher->people));
    scene_close(&one);
    scene_close(&other);
}

static void words_are_numbered_as_they_come(void **state)
{
    (void)state;
    words_t *words = words_new();
    char text[16];
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "word%u", i);
        assert_int_equal(words_find(words, view_of(text)), WORD_NONE);
        assert_int_equal(words_put(words, view_of(text)), i);
    }
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "word%u", i);
        assert_int_equal(words_put(words, view_of(text)), i);
        assert_true(view_is(words_text(words, i), text));
    }
    words_clear(words);
    assert_int_equal(words_count(words), 0);
    assert_int_equal(words_find(words, view_of("word7")), WORD_NONE);
    words_destroy(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_minutes_fill_the_first_weeks),
        cmocka_unit_test(more_held_than_there_is_leaves_nothing),
        cmocka_unit_test(spans_change_the_weeks_they_touch),
        cmocka_unit_test(a_field_named_twice_counts_with_the_higher_level),
        cmocka_unit_test(languages_count_by_their_first_part),
        cmocka_unit_test(too_many_languages_are_refused),
        cmocka_unit_test(a_region_holds_the_regions_within),
        cmocka_unit_test(people_travel_within_their_regions),
        cmocka_unit_test(regions_of_work_do_not_crowd_out_people),
        cmocka_unit_test(equal_states_have_equal_numbers),
        cmocka_unit_test(words_are_numbered_as_they_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
