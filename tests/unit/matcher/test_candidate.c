/* SPDX-License-Identifier: MPL-2.0 */
/* Each constraint and each term of the cost on a case that can be worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "instance.h"

/* One person who fits one need exactly; each test spoils one thing. */
struct pair {
    struct team_skill skill;
    struct team_licence licence;
    uint32_t free_minutes[4];
    struct team_professional person;
    uint16_t distance_km[4];
    struct team_directory directory;
    struct team_need needs[2];
    struct team_mark mark;
    uint32_t kept[2];
    struct team_question question;
};

static void make_pair(struct pair *pair)
{
    *pair = (struct pair){.skill = {3, 2},
                          .licence = {1, 0, 27},
                          .free_minutes = {0, 100, 50, 100},
                          .distance_km = {0, 80, 80, 0},
                          .mark = {0, 1},
                          .kept = {TEAM_NOBODY, TEAM_NOBODY}};
    pair->person = (struct team_professional){.skills = &pair->skill,
                                              .licences = &pair->licence,
                                              .free_minutes = pair->free_minutes,
                                              .languages = 1,
                                              .rate_cents_per_hour = 10001,
                                              .load_minutes = 500,
                                              .capacity_minutes = 1000,
                                              .skill_count = 1,
                                              .licence_count = 1,
                                              .open_max = 1,
                                              .region = 1,
                                              .travel_max_km = 80,
                                              .active = true};
    pair->directory = (struct team_directory){.professionals = &pair->person,
                                              .count = 1,
                                              .distance_km = pair->distance_km,
                                              .region_count = 2,
                                              .week_count = 4};
    pair->needs[0] = (struct team_need){.id = {1},
                                        .languages = 1,
                                        .languages_wished = 6,
                                        .minutes = 100,
                                        .first_day = 0,
                                        .last_day = 13,
                                        .field = 3,
                                        .licence = 1,
                                        .level_min = 2,
                                        .modality = TEAM_MODALITY_ONSITE};
    pair->needs[1] = pair->needs[0];
    pair->needs[1].id[0] = 2;
    pair->question = (struct team_question){.needs = pair->needs, .need_count = 2};
}

static enum candidate_constraint check(const struct pair *pair)
{
    struct candidate_failure failure;
    candidate_check(&pair->directory, &pair->question, 0, 0, &failure);
    return failure.constraint;
}

static void the_person_as_a_whole(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    pair.person.active = false;
    assert_int_equal(check(&pair), CANDIDATE_INACTIVE);
    make_pair(&pair);
    pair.person.open_count = 1;
    assert_int_equal(check(&pair), CANDIDATE_OPEN_MAX);
    make_pair(&pair);
    pair.question.conflicts = &pair.mark;
    pair.question.conflict_count = 1;
    assert_int_equal(check(&pair), CANDIDATE_CONFLICT);
    make_pair(&pair);
    pair.question.exclusions = &pair.mark;
    pair.question.exclusion_count = 1;
    assert_int_equal(check(&pair), CANDIDATE_EXCLUDED);
    pair.mark.value = 2; /* only the other need was refused */
    assert_int_equal(check(&pair), CANDIDATE_FIT);
}

static void what_one_need_asks(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    pair.skill.field = 4;
    assert_int_equal(check(&pair), CANDIDATE_FIELD);
    make_pair(&pair);
    pair.skill.level = 1;
    assert_int_equal(check(&pair), CANDIDATE_LEVEL);
    pair.needs[0].relaxed = TEAM_RELAX_LEVEL;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    make_pair(&pair);
    pair.licence.kind = 0;
    assert_int_equal(check(&pair), CANDIDATE_LICENCE);
    make_pair(&pair);
    pair.licence.last_day = 12;
    assert_int_equal(check(&pair), CANDIDATE_EXPIRY);
    pair.licence.last_day = 13; /* valid on the last day of the window is enough */
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    make_pair(&pair);
    pair.needs[0].languages = 3;
    assert_int_equal(check(&pair), CANDIDATE_LANGUAGE);
    pair.needs[0].relaxed = TEAM_RELAX_LANGUAGE;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
}

/* Every day of the window must be covered, by whichever licences of the kind there are. */
static void renewed_licences_count_together(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    struct team_licence licences[] = {{1, 11, 40}, {7, 0, 40}, {1, -20, 9}};
    pair.person.licences = licences;
    pair.person.licence_count = 3;
    pair.needs[0].first_day = 5;
    pair.question.day = 0;
    assert_int_equal(check(&pair), CANDIDATE_EXPIRY);
    licences[0].first_day = 10;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    licences[2].first_day = 6;
    assert_int_equal(check(&pair), CANDIDATE_EXPIRY);
    pair.question.day = 6; /* what was before today does not matter */
    assert_int_equal(check(&pair), CANDIDATE_FIT);
}

/* Somebody's own minutes and price for a need stand in place of the usual ones. */
static void bids_take_the_place_of_minutes_and_rate(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    struct candidate_need_terms usual = candidate_need_terms(&pair.directory, &pair.question, 0, 0);
    struct team_bid bid = {0, pair.needs[0].minutes / 2, usual.work_cents + 77};
    pair.needs[0].bids = &bid;
    pair.needs[0].bid_count = 1;
    assert_int_equal(candidate_minutes(&pair.question, 0, 0), bid.minutes);
    assert_int_equal(candidate_need_terms(&pair.directory, &pair.question, 0, 0).work_cents,
                     usual.work_cents + 77);
    bid.minutes = TEAM_MINUTES_MAX;
    assert_int_equal(check(&pair), CANDIDATE_MINUTES);
    bid.minutes = 0;
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
}

static void place_and_time(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    pair.person.travel_max_km = 79;
    assert_int_equal(check(&pair), CANDIDATE_REGION);
    pair.needs[0].relaxed = TEAM_RELAX_REGION;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    pair.distance_km[2] = TEAM_UNREACHABLE;
    assert_int_equal(check(&pair), CANDIDATE_REGION);
    pair.needs[0].relaxed = TEAM_RELAX_REMOTE;
    pair.person.remote = true;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    make_pair(&pair);
    pair.needs[0].modality = TEAM_MODALITY_REMOTE;
    assert_int_equal(check(&pair), CANDIDATE_REMOTE);
    make_pair(&pair);
    pair.needs[0].minutes = 101;
    assert_int_equal(check(&pair), CANDIDATE_MINUTES);
    pair.needs[0].relaxed = TEAM_RELAX_MINUTES;
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    make_pair(&pair);
    pair.question.day = 14; /* the window is over */
    assert_int_equal(check(&pair), CANDIDATE_MINUTES);
}

static enum candidate_constraint check_both(const struct pair *pair)
{
    struct candidate_failure failure = {0};
    candidate_check_set(&pair->directory, &pair->question, 0, 3, &failure);
    return failure.constraint;
}

static void sets_of_needs(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    assert_int_equal(check_both(&pair), CANDIDATE_MINUTES);
    pair.needs[1].last_day = 27; /* the second may be done later: 250 minutes in all */
    assert_int_equal(check_both(&pair), CANDIDATE_FIT);
    pair.needs[0].not_same_person = 2;
    assert_int_equal(check_both(&pair), CANDIDATE_SEPARATED);
    pair.needs[0].not_same_person = 0;
    pair.needs[1].same_person = 1;
    struct candidate_failure failure = {0};
    assert_true(candidate_check_set(&pair.directory, &pair.question, 0, 3, &failure));
    assert_false(candidate_check_set(&pair.directory, &pair.question, 0, 1, &failure));
    assert_int_equal(failure.constraint, CANDIDATE_TOGETHER);
}

static void accepted_needs_stay(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    pair.kept[0] = 0;
    pair.question.kept = pair.kept;
    pair.person.open_count = 1; /* this very engagement */
    pair.free_minutes[1] = 0;   /* held by it */
    assert_int_equal(check(&pair), CANDIDATE_FIT);
    assert_int_equal(check_both(&pair), CANDIDATE_MINUTES);
    pair.free_minutes[1] = 100;
    assert_int_equal(check_both(&pair), CANDIDATE_FIT);
}

static void terms_of_the_cost(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    pair.skill.level = 5;
    pair.mark.value = 3;
    pair.question.history = &pair.mark;
    pair.question.history_count = 1;
    pair.question.weights = (struct team_weights){.person_cents = 2000,
                                                  .level_cents = 100,
                                                  .delay_day_cents = 10,
                                                  .travel_km_cents = 5,
                                                  .load_cents = 1000,
                                                  .continuity_cents = 1200,
                                                  .continuity_months = 12,
                                                  .language_cents = 7};
    struct candidate_need_terms need = candidate_need_terms(&pair.directory, &pair.question, 0, 0);
    assert_int_equal(need.work_cents, 16668); /* 16,668.33 */
    assert_int_equal(need.level_cents, 300);
    assert_int_equal(need.delay_cents, 70); /* nothing free in the first week */
    assert_int_equal(need.language_cents, 14);
    assert_int_equal(need.travel_km, 80);
    struct candidate_person_terms person =
        candidate_person_terms(&pair.directory, &pair.question, 0, 80, 100);
    assert_int_equal(person.person_cents, 2000);
    assert_int_equal(person.travel_cents, 400);
    assert_int_equal(person.load_cents, 110); /* (600^2 - 500^2) / 1000^2 of 1000 */
    assert_int_equal(person.continuity_cents, -900);
    assert_int_equal(candidate_set_cents(&pair.directory, &pair.question, 0, 1),
                     16668 + 300 + 70 + 14 + 2000 + 400 + 110 - 900);
}

/* The bitmaps may say too much, never too little; also after rows changed. */
static void index_misses_nobody(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct instance instance;
        struct instance_shape shape = {.seed = seed,
                                       .people_count = 1500,
                                       .need_count = 15,
                                       .field_count = 6,
                                       .skill_count = 3,
                                       .rate_count = 9,
                                       .tight = true};
        instance_init(&instance, &shape);
        for (uint32_t i = 0; i < 1500; i += 3) {
            instance.people[i].remote = !instance.people[i].remote;
            candidate_index_put(instance.index, &instance.directory, i);
        }
        size_t looked_at = 0;
        for (size_t need = 0; need < 15; need++) {
            struct candidate_filter filter;
            instance.needs[need].relaxed = (uint8_t)instance_below(&instance, 32);
            bool some = candidate_filter_init(&filter, instance.index, &instance.needs[need]);
            for (uint32_t person = 0; person < 1500; person++) {
                struct candidate_failure failure;
                bool bit = some && (candidate_filter_word(&filter, person / 64) >> person % 64 & 1);
                looked_at += bit;
                assert_true(bit || !candidate_check(&instance.directory, &instance.question, person,
                                                    need, &failure));
            }
        }
        assert_true(looked_at < 15 * 1500 / 2);
        instance_clear(&instance);
    }
}

static void bad_questions_are_refused(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    assert_true(candidate_question_valid(&pair.directory, &pair.question));
    pair.question.need_count = 16;
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
    make_pair(&pair);
    pair.needs[1].minutes = TEAM_MINUTES_MAX + 1;
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
    make_pair(&pair);
    pair.needs[0].same_person = 1; /* itself */
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
    make_pair(&pair);
    pair.mark.professional = 1; /* not in the directory */
    pair.question.history = &pair.mark;
    pair.question.history_count = 1;
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
    make_pair(&pair);
    pair.question.weights.load_cents = -1;
    assert_false(candidate_question_valid(&pair.directory, &pair.question));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_person_as_a_whole),
        cmocka_unit_test(what_one_need_asks),
        cmocka_unit_test(renewed_licences_count_together),
        cmocka_unit_test(bids_take_the_place_of_minutes_and_rate),
        cmocka_unit_test(place_and_time),
        cmocka_unit_test(sets_of_needs),
        cmocka_unit_test(accepted_needs_stay),
        cmocka_unit_test(terms_of_the_cost),
        cmocka_unit_test(index_misses_nobody),
        cmocka_unit_test(bad_questions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
