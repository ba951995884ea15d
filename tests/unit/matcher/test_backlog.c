/* SPDX-License-Identifier: MPL-2.0 */
/* A backlog decided in order, beside the best that any order could do, found by trying everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "backlog.h"
#include "scene.h"

enum { PEOPLE = 3, REQUESTS = 3, NEEDS_MAX = 2 };

/* A few people, and a few requests for much of their time. */
struct backlog_scene {
    struct scene scene;
    struct plan_row plans[REQUESTS];
    struct backlog_item items[REQUESTS];
};

static uint32_t below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % limit;
}

static void open_backlog(struct backlog_scene *backlog, uint64_t seed)
{
    struct scene *scene = &backlog->scene;
    scene_open(scene);
    scene->settings.load_cents = below(&seed, 2) * 40000;
    scene->settings.delay_day_cents = 0;
    for (char letter = 'a'; letter < 'a' + PEOPLE; letter++) {
        static const char *const skills[] = {"law:3 tax:2", "law:2 tax:4", "tax:1 law:5"};
        struct professional_row row = scene_professional(scene, letter, skills[letter - 'a']);
        row.weekly_minutes = 200 + below(&seed, 400);
        people_put(scene->matcher->people, &row);
    }
    for (size_t i = 0; i < REQUESTS; i++) {
        struct need needs[NEEDS_MAX];
        size_t count = 1 + below(&seed, NEEDS_MAX);
        for (size_t need = 0; need < count; need++) {
            needs[need] = (struct need){.id = id_of((char)('1' + 2 * i + need)),
                                        .service = view_of("s"),
                                        .field = view_of(below(&seed, 2) ? "law" : "tax"),
                                        .minutes = 300 + below(&seed, 900)};
        }
        backlog->plans[i] = scene->plan;
        backlog->plans[i].needs = list_bytes(need_list(needs, count, scene->arena), scene->arena);
        backlog->items[i].request = id_of((char)('A' + i));
        question_make(&backlog->items[i].question, scene->matcher, &backlog->plans[i], SCENE_TODAY,
                      scene->arena);
    }
}

/* What some people cost with what they have of every request; the load counts once, over all of it. */
static int64_t total_cents(struct backlog_scene *backlog, uint32_t masks[REQUESTS][PEOPLE])
{
    int64_t total = 0;
    for (uint32_t person = 0; person < PEOPLE; person++) {
        const struct team_professional *row =
            &backlog->items[0].question.directory->professionals[person];
        int64_t minutes = 0;
        int64_t free = 0;
        for (size_t i = 0; i < REQUESTS; i++) {
            struct team_question asked = backlog->items[i].question.asked;
            asked.weights.load_cents = 0;
            for (size_t need = 0; need < asked.need_count; need++) {
                minutes += masks[i][person] >> need & 1 ? asked.needs[need].minutes : 0;
            }
            total += masks[i][person] ? candidate_set_cents(backlog->items[i].question.directory,
                                                            &asked, person, masks[i][person])
                                      : 0;
        }
        for (int week = 0; week < 4; week++) {
            free += row->free_minutes[week];
        }
        total += candidate_load_cents(row, backlog->scene.settings.load_cents, minutes);
        total += minutes > free ? TEAM_NO_COST / 100 : 0;
    }
    return total;
}

/* The least cost of all requests that are met, whoever does what. */
static int64_t least_cents(struct backlog_scene *backlog)
{
    int64_t best = INT64_MAX;
    uint32_t way_count = 1;
    for (size_t i = 0; i < REQUESTS * NEEDS_MAX; i++) {
        way_count *= PEOPLE;
    }
    for (uint32_t way = 0; way < way_count; way++) {
        uint32_t masks[REQUESTS][PEOPLE] = {{0}};
        uint32_t rest = way;
        for (size_t i = 0; i < REQUESTS; i++) {
            const struct backlog_item *item = &backlog->items[i];
            for (size_t need = 0; need < NEEDS_MAX; need++, rest /= PEOPLE) {
                bool there = need < item->question.asked.need_count &&
                             item->answer.status == TEAM_STATUS_FOUND;
                masks[i][rest % PEOPLE] |= there ? 1U << need : 0;
            }
        }
        int64_t cents = total_cents(backlog, masks);
        best = cents < best ? cents : best;
    }
    return best;
}

static void the_bound_is_below_what_any_order_could_do(void **state)
{
    (void)state;
    size_t displaced_count = 0;
    size_t gap_count = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct backlog_scene backlog;
        struct backlog_report report;
        open_backlog(&backlog, seed);
        uint64_t before = people_state(backlog.scene.matcher->people);
        backlog_decide(backlog.scene.matcher, backlog.items, REQUESTS, 1000000, &report);
        assert_int_equal(people_state(backlog.scene.matcher->people), before);
        assert_int_equal(report.met_count + report.displaced_count + report.unmet_count, REQUESTS);
        int64_t least = least_cents(&backlog);
        assert_true(report.lower_bound_cents <= least);
        /* The load of a person is rounded down to a cent once here, and once per request there. */
        assert_true(least <= report.cost_cents + REQUESTS);
        assert_true(report.jain_numerator <= report.jain_denominator);
        assert_true(report.least_load_permille <= report.most_load_permille);
        displaced_count += report.displaced_count;
        gap_count += report.cost_cents > report.lower_bound_cents;
        scene_close(&backlog.scene);
    }
    assert_true(displaced_count > 0 && gap_count > 10);
}

/* Who comes first is served first; who comes when nothing is left is told that it is only for that. */
static void minutes_are_taken_in_order(void **state)
{
    (void)state;
    struct backlog_scene backlog;
    struct backlog_report report;
    open_backlog(&backlog, 3);
    for (size_t i = 0; i < REQUESTS; i++) {
        backlog.items[i].question.asked.need_count = 1;
        backlog.items[i].question.needs[0].minutes = 200 * 4; /* most of what anybody has */
        backlog.items[i].question.needs[0].level_min = 0;
    }
    for (uint32_t person = 1; person < PEOPLE; person++) {
        people_hold(backlog.scene.matcher->people, id_of((char)('a' + person)), 10000, 1);
    }
    people_hold(backlog.scene.matcher->people, id_of('a'),
                people_capacity(backlog.scene.matcher->people, 0).weekly_minutes * 4 - 900, 1);
    backlog_decide(backlog.scene.matcher, backlog.items, REQUESTS, 1000000, &report);
    assert_int_equal(report.met_count, 1);
    assert_int_equal(report.displaced_count, 2);
    assert_int_equal(backlog.items[0].answer.status, TEAM_STATUS_FOUND);
    assert_int_equal(report.most_load_permille, 1000);
    backlog_decide(backlog.scene.matcher, backlog.items, REQUESTS, 1, &report);
    assert_int_equal(report.left_count, 2);
    scene_close(&backlog.scene);
}

static void nothing_waits(void **state)
{
    (void)state;
    struct backlog_scene backlog;
    struct backlog_report report;
    open_backlog(&backlog, 1);
    backlog_decide(backlog.scene.matcher, backlog.items, 0, 1, &report);
    assert_int_equal(report.met_count + report.left_count, 0);
    scene_close(&backlog.scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bound_is_below_what_any_order_could_do),
        cmocka_unit_test(minutes_are_taken_in_order),
        cmocka_unit_test(nothing_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
