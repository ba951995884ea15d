/* SPDX-License-Identifier: MPL-2.0 */
/* A question written down as a case is decided again in the same way, and cases from outside are checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "explain.h"
#include "scene.h"

static const struct explain_wish nothing = {.professional = TEAM_NOBODY, .need = SIZE_MAX};

static void equal_questions_have_equal_digests(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    scene_need(&scene, '1', "law", 90);
    struct match_case asked = scene_case(&scene);
    struct view first = case_digest(&asked, scene.arena);
    asked = scene_case(&scene);
    assert_true(view_equal(first, case_digest(&asked, scene.arena)));
    people_hold(scene.matcher->people, id_of('a'), 1, 1);
    asked = scene_case(&scene);
    assert_false(view_equal(first, case_digest(&asked, scene.arena)));
    people_hold(scene.matcher->people, id_of('a'), -1, -1);
    rates_put(scene.matcher->rates,
              &(struct rate_row){.id = id_of('t'), .service = view_of("law"), .hourly_cents = 1});
    asked = scene_case(&scene);
    assert_false(view_equal(first, case_digest(&asked, scene.arena)));
    scene_close(&scene);
}

/* A number below the limit, made from a seed that goes on. */
static uint32_t below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % limit;
}

static void put_somebody(struct scene *scene, uint64_t *seed, char letter)
{
    static const char *const skills[] = {"f0:3 f1:2", "f1:3", "f2:1 f0:4", "f2:3 f1:1 f0:2"};
    struct professional_row row = scene_professional(scene, letter, skills[below(seed, 4)]);
    row.languages = scene_texts(scene, below(seed, 4) ? "fr en" : "es");
    row.base_region = view_of(below(seed, 2) ? "qc.montreal" : "qc.quebec");
    row.regions = scene_texts(scene, below(seed, 3) ? "qc" : "");
    row.remote = below(seed, 3) > 0;
    row.weekly_minutes = 300 + 100 * (int64_t)below(seed, 10);
    row.open_max = below(seed, 4);
    const struct licence licence = {view_of("barreau-qc"), below(seed, 2) ? SCENE_TODAY + 40 : 0, 0,
                                    0};
    row.licences = list_bytes(licence_list(&licence, below(seed, 2), scene->arena), scene->arena);
    people_put(scene->matcher->people, &row);
    people_hold(scene->matcher->people, row.id, below(seed, 300), below(seed, 2));
    const struct capacity_span span = {SCENE_TODAY + (int32_t)below(seed, 9), SCENE_TODAY + 12,
                                       below(seed, 500), 0};
    people_put_spans(scene->matcher->people, row.id,
                     capacity_span_list(&span, below(seed, 2), scene->arena), 1);
    const struct link link = {row.id, row.id, SCENE_TODAY - (int32_t)below(seed, 900), 0};
    if (below(seed, 3) == 0) {
        links_put(scene->matcher->served, id_of('o'), &link);
    }
    if (below(seed, 9) == 0) {
        links_put(scene->matcher->conflicts, id_of('n'), &link);
    }
    rates_put(scene->matcher->rates, &(struct rate_row){.id = row.id,
                                                        .service = view_of("f1"),
                                                        .professional = row.id,
                                                        .hourly_cents = 8000 + below(seed, 4000)});
}

static void ask_something(struct scene *scene, uint64_t *seed, size_t count)
{
    static const char *const fields[] = {"f0", "f1", "f2"};
    for (size_t i = 0; i < count; i++) {
        struct need *need = scene_need(scene, (char)('1' + i), fields[below(seed, 3)],
                                       60 + 60 * (int64_t)below(seed, 9));
        need->min_level = below(seed, 3);
        need->modality = (int)below(seed, 3);
        need->licence = below(seed, 5) ? (struct view){0} : view_of("barreau-qc");
        need->earliest = SCENE_TODAY + (int32_t)below(seed, 9);
        need->latest = below(seed, 2) ? SCENE_TODAY + 20 : 0;
        need->languages = list_of_bytes(scene_texts(scene, below(seed, 2) ? "en" : ""));
        need->reason = (struct list){0};
    }
    const struct id others[] = {id_of('1')};
    struct list first = list_pack_ids(others, 1, scene->arena);
    if (count > 1 && below(seed, 3) == 0) {
        scene->needs[1].not_same_person_as = first;
    }
    if (count > 2 && below(seed, 3) == 0) {
        scene->needs[2].depends_on = first;
    }
    const struct id pair[] = {id_of('1'), id_of('b')};
    scene->plan.excluded = list_bytes(list_pack_ids(pair, 2, scene->arena), scene->arena);
}

static int open_case(struct scene *scene, struct case_room *room, const struct match_case *asked,
                     struct refusal *refusal)
{
    const struct case_reader reader = {"q", scene->arena, refusal};
    return case_open(room, scene->matcher, asked, SCENE_TODAY, &reader);
}

static void check_same(struct scene *scene, const struct match_case *asked)
{
    struct case_room room;
    struct refusal refusal;
    struct question question;
    struct team_answer before;
    scene_solve(scene, &question, &before);
    struct match_case copy;
    assert_int_equal(record_decode(&record_match_case,
                                   record_pack(&record_match_case, asked, scene->arena), "question",
                                   &copy, &refusal),
                     0);
    assert_int_equal(open_case(scene, &room, &copy, &refusal), 0);
    struct match_explanation after =
        explain_question(&room.matcher, &room.plan, &room.question, &nothing, scene->arena);
    assert_int_equal(after.found, before.status == TEAM_STATUS_FOUND);
    assert_true(view_equal(after.input_digest, case_digest(asked, scene->arena)));
    struct plan_need need;
    for (size_t i = 0; plan_need_next(&after.needs, &need); i++) {
        assert_true(
            id_equal(need.professional, people_id(scene->matcher->people, before.professional[i])));
        if (before.runner_up[i].professional == TEAM_NOBODY) {
            assert_true(id_none(need.runner_up));
        } else {
            assert_true(id_equal(need.runner_up, people_id(scene->matcher->people,
                                                           before.runner_up[i].professional)));
        }
    }
    if (after.found) {
        assert_int_equal(after.cost_cents, before.cost_cents);
    }
    case_close(&room);
}

static void what_is_kept_gives_the_same_team_and_digest(void **state)
{
    (void)state;
    size_t found_count = 0;
    for (uint64_t turn = 1; turn <= 200; turn++) {
        uint64_t seed = turn;
        struct scene scene;
        scene_open(&scene);
        for (char letter = 'a'; letter < 'a' + 20; letter++) {
            put_somebody(&scene, &seed, letter);
        }
        ask_something(&scene, &seed, 1 + turn % 5);
        struct match_case asked = scene_case(&scene);
        assert_false(asked.partial);
        found_count += asked.people.count < 20;
        check_same(&scene, &asked);
        scene_close(&scene);
    }
    assert_true(found_count > 150); /* far from everybody must be kept */
}

/* The refusal of a case. */
static struct refusal refused(struct scene *scene, const struct match_case *asked)
{
    struct case_room room;
    struct refusal refusal = {0};
    assert_int_not_equal(open_case(scene, &room, asked, &refusal), 0);
    case_close(&room);
    return refusal;
}

static void cases_from_outside_are_checked(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    struct match_case asked = {.day = SCENE_TODAY};
    assert_int_equal(refused(&scene, &asked).code, E_FIELD_COUNT);
    const struct need needs[] = {
        {.id = id_of('1'), .service = view_of("s"), .field = view_of("f"), .minutes = 5},
        {.id = id_of('1'), .service = view_of("s"), .field = view_of("f"), .minutes = 5}};
    asked.needs = need_list(needs, 2, scene.arena);
    assert_string_equal(refused(&scene, &asked).path, "q.needs[1].id");
    asked.needs = need_list(needs, 1, scene.arena);
    const struct match_person people[] = {{.id = id_of('a')}, {.id = id_of('a')}};
    asked.people = match_person_list(people, 2, scene.arena);
    assert_string_equal(refused(&scene, &asked).path, "q.people[1].id");
    asked.people = match_person_list(people, 1, scene.arena);
    const struct match_pick pick = {id_of('1'), id_of('z'), 0};
    asked.kept = match_pick_list(&pick, 1, scene.arena);
    assert_string_equal(refused(&scene, &asked).path, "q.kept[0]");
    asked.kept = (struct list){0};
    const struct id twice[] = {id_of('a'), id_of('a')};
    asked.force = list_pack_ids(twice, 2, scene.arena);
    assert_string_equal(refused(&scene, &asked).path, "q.force[1]");
    asked.force = (struct list){0};
    const struct relax_wish wish = {id_of('9'), RELAX_LEVEL, 0};
    asked.relax = relax_wish_list(&wish, 1, scene.arena);
    assert_string_equal(refused(&scene, &asked).path, "q.relax[0].need");
    scene_close(&scene);
}

/* That nobody could do it is decided again too, although somebody can by now. */
static void a_closed_case_has_nobody_else(void **state)
{
    (void)state;
    struct scene scene;
    struct case_room room;
    struct refusal refusal;
    scene_open(&scene);
    scene_need(&scene, '1', "law", 60);
    struct match_case asked = scene_case(&scene);
    assert_int_equal(asked.people.count, 0);
    scene_put(&scene, 'a', "law:3");
    assert_int_equal(open_case(&scene, &room, &asked, &refusal), 0);
    struct match_explanation answer =
        explain_question(&room.matcher, &room.plan, &room.question, &nothing, scene.arena);
    assert_false(answer.found);
    assert_true(view_equal(answer.input_digest, case_digest(&asked, scene.arena)));
    case_close(&room);
    scene_close(&scene);
}

/* Without people of its own a case is asked of the service's. */
static void a_case_without_people_asks_the_directory(void **state)
{
    (void)state;
    struct scene scene;
    struct case_room room;
    struct refusal refusal;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:3");
    scene_put(&scene, 'b', "law:4");
    const struct need need = {
        .id = id_of('1'), .service = view_of("law"), .field = view_of("law"), .minutes = 60};
    const struct match_case asked = {.needs = need_list(&need, 1, scene.arena)};
    assert_int_equal(open_case(&scene, &room, &asked, &refusal), 0);
    struct explain_wish wish = nothing;
    wish.best = 5;
    struct match_explanation answer =
        explain_question(&room.matcher, &room.plan, &room.question, &wish, scene.arena);
    assert_true(answer.found && answer.proven && answer.complete);
    assert_int_equal(answer.teams.count, 2);
    struct match_team team;
    match_team_next(&answer.teams, &team);
    assert_int_equal(team.extra_cents, 0);
    match_team_next(&answer.teams, &team);
    assert_int_equal(team.extra_cents, 500); /* one level more */
    case_close(&room);
    scene_close(&scene);
}

/* One person for both is cheaper to coordinate; two would be cheaper otherwise. */
static void the_price_of_a_split_is_told(void **state)
{
    (void)state;
    struct scene scene;
    struct question question;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:4 tax:1");
    scene_put(&scene, 'b', "law:1");
    scene_need(&scene, '1', "law", 60)->min_level = 1;
    scene_need(&scene, '2', "tax", 60)->min_level = 1;
    scene.settings.load_cents = 0;
    scene_ask(&scene, &question);
    struct match_explanation answer =
        explain_question(scene.matcher, &scene.plan, &question, &nothing, scene.arena);
    assert_int_equal(answer.split.people, 2);
    assert_int_equal(answer.split.saved_cents, 3 * 500);
    assert_int_equal(answer.split.extra_cents, 6000 - 3 * 500);
    scene_close(&scene);
}

static void what_could_give_is_told_with_its_effect(void **state)
{
    (void)state;
    struct scene scene;
    struct question question;
    scene_open(&scene);
    scene_put(&scene, 'a', "law:2");
    scene_put(&scene, 'b', "law:2");
    scene_need(&scene, '1', "law", 60)->min_level = 3;
    scene_ask(&scene, &question);
    struct match_explanation answer =
        explain_question(scene.matcher, &scene.plan, &question, &nothing, scene.arena);
    assert_false(answer.found);
    assert_int_equal(answer.uncovered.count, 1);
    size_t needed_count = 0;
    for (struct relaxation_effect effect; relaxation_effect_next(&answer.relaxations, &effect);) {
        bool level = effect.constraint == RELAX_LEVEL;
        assert_int_equal(effect.sufficient, level);
        assert_int_equal(effect.brings_count, level ? 2 : 0);
        assert_int_equal(effect.cost_cents > 0, level);
        needed_count += effect.needed;
    }
    assert_int_equal(needed_count, 1);
    scene_close(&scene);
}

/* In a public instance cost and effort depend on who does it: generalised assignment. */
static void bids_and_joining_are_those_of_the_case(void **state)
{
    (void)state;
    struct scene scene;
    struct case_room room;
    struct refusal refusal;
    scene_open(&scene);
    const struct need needs[] = {
        {.id = id_of('1'), .service = view_of("s"), .field = view_of("f"), .minutes = 1},
        {.id = id_of('2'), .service = view_of("s"), .field = view_of("f"), .minutes = 1}};
    const struct match_bid cheap[] = {{id_of('1'), 6, 10, 0}, {id_of('2'), 6, 10, 0}};
    const struct match_bid dear[] = {{id_of('1'), 5, 30, 0}, {id_of('2'), 5, 35, 0}};
    const struct skill skill = {view_of("f"), 0, 0};
    struct list skills = skill_list(&skill, 1, scene.arena);
    struct match_person people[] = {{.id = id_of('a'),
                                     .skills = skills,
                                     .weekly_minutes = 10,
                                     .languages = list_of_bytes(scene_texts(&scene, "fr"))},
                                    {.id = id_of('b'),
                                     .skills = skills,
                                     .weekly_minutes = 10,
                                     .joining_cents = 7,
                                     .languages = list_of_bytes(scene_texts(&scene, "fr"))}};
    people[0].bids = match_bid_list(cheap, 2, scene.arena);
    people[1].bids = match_bid_list(dear, 2, scene.arena);
    const struct match_case asked = {.day = SCENE_TODAY,
                                     .needs = need_list(needs, 2, scene.arena),
                                     .people = match_person_list(people, 2, scene.arena),
                                     .weights = {.planning_weeks = 1}};
    assert_int_equal(open_case(&scene, &room, &asked, &refusal), 0);
    struct match_explanation answer =
        explain_question(&room.matcher, &room.plan, &room.question, &nothing, scene.arena);
    assert_true(answer.found && answer.proven);
    assert_int_equal(answer.cost_cents, 10 + 30 + 7); /* both do not fit into ten minutes of a */
    case_close(&room);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_questions_have_equal_digests),
        cmocka_unit_test(what_is_kept_gives_the_same_team_and_digest),
        cmocka_unit_test(cases_from_outside_are_checked),
        cmocka_unit_test(a_closed_case_has_nobody_else),
        cmocka_unit_test(a_case_without_people_asks_the_directory),
        cmocka_unit_test(the_price_of_a_split_is_told),
        cmocka_unit_test(what_could_give_is_told_with_its_effect),
        cmocka_unit_test(bids_and_joining_are_those_of_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
