/* SPDX-License-Identifier: MPL-2.0 */
/* Random matching instances from a seed, for the tests, the oracle and the benchmark. */
#ifndef TESTS_MATCHER_INSTANCE_H
#define TESTS_MATCHER_INSTANCE_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "candidate_index.h"
#include "team.h"

enum { INSTANCE_SKILLS = 15, INSTANCE_LICENCES = 2, INSTANCE_WEEKS = 8, INSTANCE_REGIONS = 6 };

/* The shape of an instance; every row is made from the seed alone. */
struct instance_shape {
    uint64_t seed;
    size_t people_count;
    size_t need_count;
    unsigned field_count; /* fields there are, <= INSTANCE_SKILLS */
    unsigned skill_count; /* about so many per person */
    unsigned rate_count;  /* distinct rates; few make ties */
    bool tight;           /* few free minutes, licences, languages, bonds */
};

/* One person with all that their row borrows. */
struct instance_row {
    struct team_skill skills[INSTANCE_SKILLS];
    struct team_licence licences[2 * INSTANCE_LICENCES];
    uint32_t free_minutes[INSTANCE_WEEKS];
};

struct instance {
    struct team_professional *people;
    struct instance_row *rows;
    uint16_t distance_km[INSTANCE_REGIONS * INSTANCE_REGIONS];
    struct team_directory directory;
    candidate_index_t *index;
    struct team_need needs[TEAM_NEED_MAX];
    struct team_mark marks[3][8];
    struct team_mark own_rates[8];
    struct team_rates rates;
    struct team_bid bids[TEAM_NEED_MAX][4];
    uint32_t kept[TEAM_NEED_MAX];
    struct team_question question;
    uint64_t state;
};

static inline uint64_t instance_random(struct instance *instance)
{
    uint64_t mixed = instance->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

static inline uint32_t instance_below(struct instance *instance, uint32_t limit)
{
    return (uint32_t)(instance_random(instance) % limit);
}

static inline bool instance_chance(struct instance *instance, uint32_t percent)
{
    return instance_below(instance, 100) < percent;
}

static inline void instance_make_id(struct instance *instance, uint8_t ret_id[16])
{
    for (int i = 0; i < 16; i++) {
        ret_id[i] = (uint8_t)instance_random(instance);
    }
}

/* One licence from the first day or later; now and then its renewal, with or without a gap. */
static inline void instance_make_licences(struct instance *instance,
                                          struct team_professional *person,
                                          struct instance_row *row, uint16_t kind)
{
    struct team_licence *licence = &row->licences[person->licence_count++];
    licence->kind = kind;
    licence->first_day = instance_chance(instance, 70) ? 0 : (int32_t)instance_below(instance, 20);
    licence->last_day = (int32_t)(20 + instance_below(instance, 60));
    if (instance_chance(instance, 40)) {
        struct team_licence *renewal = &row->licences[person->licence_count++];
        renewal->kind = kind;
        renewal->first_day = licence->last_day - 1 + (int32_t)instance_below(instance, 4);
        renewal->last_day = renewal->first_day + 60;
    }
}

static inline void instance_make_skills(struct instance *instance,
                                        const struct instance_shape *shape,
                                        struct team_professional *person, struct instance_row *row)
{
    uint32_t percent = 100 * shape->skill_count / shape->field_count;
    for (unsigned field = 0; field < shape->field_count; field++) {
        if (instance_chance(instance, percent)) {
            row->skills[person->skill_count].field = (uint16_t)field;
            row->skills[person->skill_count++].level = (uint8_t)instance_below(instance, 6);
        }
    }
    if (person->skill_count == 0) {
        row->skills[0].field = (uint16_t)instance_below(instance, shape->field_count);
        row->skills[0].level = (uint8_t)(1 + instance_below(instance, 5));
        person->skill_count = 1;
    }
    for (unsigned kind = 0; kind < INSTANCE_LICENCES; kind++) {
        if (instance_chance(instance, 60)) {
            instance_make_licences(instance, person, row, (uint16_t)kind);
        }
    }
}

static inline void instance_make_person(struct instance *instance,
                                        const struct instance_shape *shape, size_t position)
{
    struct team_professional *person = &instance->people[position];
    struct instance_row *row = &instance->rows[position];
    instance_make_id(instance, person->id);
    person->skills = row->skills;
    person->licences = row->licences;
    person->free_minutes = row->free_minutes;
    person->languages = 1 | instance_below(instance, 8);
    uint32_t rate = instance_below(instance, shape->rate_count);
    person->rate_cents_per_hour = 6000 + (int64_t)rate * (9000 / shape->rate_count);
    person->capacity_minutes = 10000 + instance_below(instance, 5000);
    person->load_minutes = instance_below(instance, 8000);
    person->joining_cents = instance_chance(instance, 20) ? instance_below(instance, 5000) : 0;
    person->open_max = 5;
    person->open_count = (uint16_t)instance_below(instance, 6);
    person->region = (uint16_t)instance_below(instance, INSTANCE_REGIONS);
    person->travel_max_km = (uint16_t)(instance_below(instance, 4) * 100);
    person->active = instance_chance(instance, 95);
    person->remote = instance_chance(instance, 60);
    for (int week = 0; week < INSTANCE_WEEKS; week++) {
        uint32_t most = shape->tight ? 500 : 2000;
        row->free_minutes[week] =
            instance_chance(instance, 25) ? 0 : instance_below(instance, most);
    }
    instance_make_skills(instance, shape, person, row);
}

/* One of the other needs, as a mask. */
static inline uint16_t instance_other(struct instance *instance, size_t need, size_t need_count)
{
    uint32_t other = instance_below(instance, (uint32_t)need_count);
    return (uint16_t)(other == need ? 0 : 1U << other);
}

static inline void instance_make_need(struct instance *instance, const struct instance_shape *shape,
                                      size_t position)
{
    struct team_need *need = &instance->needs[position];
    memset(need, 0, sizeof *need);
    instance_make_id(instance, need->id);
    /* Distinct fields as far as there are enough of them. */
    need->field = (uint16_t)(position % shape->field_count);
    need->level_min = (uint8_t)instance_below(instance, 4);
    need->minutes = 60 + instance_below(instance, 10) * 60;
    need->first_day = (int32_t)(7 * instance_below(instance, 3));
    need->last_day = need->first_day + 13 + (int32_t)(7 * instance_below(instance, 4));
    need->licence = TEAM_LICENCE_NONE;
    need->region = (uint16_t)instance_below(instance, INSTANCE_REGIONS);
    need->modality = (enum team_modality)instance_below(instance, 3);
    need->languages = 1;
    need->languages_wished = instance_below(instance, 8);
    if (shape->tight) {
        need->languages |= instance_chance(instance, 30) ? 2 : 0;
        if (instance_chance(instance, 25)) {
            need->licence = (uint16_t)instance_below(instance, INSTANCE_LICENCES);
        }
        if (instance_chance(instance, 12)) {
            need->same_person = instance_other(instance, position, shape->need_count);
        }
        if (instance_chance(instance, 12)) {
            need->not_same_person = instance_other(instance, position, shape->need_count);
        }
    }
}

static inline void instance_make_weights(struct instance *instance)
{
    instance->question.weights = (struct team_weights){
        .person_cents = instance_below(instance, 3) * 4000,
        .level_cents = instance_below(instance, 500),
        .delay_day_cents = instance_below(instance, 300),
        .travel_km_cents = instance_below(instance, 60),
        .load_cents = instance_below(instance, 2) * instance_below(instance, 60000),
        .continuity_cents = instance_below(instance, 5000),
        .continuity_months = 1 + instance_below(instance, 24),
        .language_cents = instance_below(instance, 800),
    };
}

/* Rising marks on a few people. */
static inline size_t instance_make_marks(struct instance *instance, struct team_mark *marks,
                                         uint32_t value_limit)
{
    size_t count = 0;
    uint32_t step = (uint32_t)(instance->directory.count / 3 + 4);
    uint32_t professional = instance_below(instance, 2 * step);
    while (count < 8 && professional < instance->directory.count) {
        marks[count++] = (struct team_mark){professional, instance_below(instance, value_limit)};
        professional += 1 + instance_below(instance, step);
    }
    return count;
}

static inline void instance_make_question(struct instance *instance,
                                          const struct instance_shape *shape)
{
    struct team_question *question = &instance->question;
    *question =
        (struct team_question){.needs = instance->needs, .need_count = shape->need_count, .day = 3};
    for (size_t i = 0; i < shape->need_count; i++) {
        instance_make_need(instance, shape, i);
    }
    instance_make_weights(instance);
    question->conflicts = instance->marks[0];
    question->conflict_count = instance_make_marks(instance, instance->marks[0], 1000);
    question->exclusions = instance->marks[1];
    question->exclusion_count =
        instance_make_marks(instance, instance->marks[1], 1U << shape->need_count);
    question->history = instance->marks[2];
    question->history_count = instance_make_marks(instance, instance->marks[2], 30);
}

/* Some needs are of a service with one rate for all but a few. */
static inline void instance_make_rates(struct instance *instance)
{
    instance->rates.cents_per_hour = 6000 + instance_below(instance, 9000);
    instance->rates.own = instance->own_rates;
    instance->rates.own_count = instance_make_marks(instance, instance->own_rates, 15000);
    for (size_t i = 0; i < instance->question.need_count; i++) {
        instance->needs[i].rates = instance_chance(instance, 40) ? &instance->rates : NULL;
    }
}

/* Some people have their own minutes and their own price for some needs. */
static inline void instance_make_bids(struct instance *instance)
{
    for (size_t i = 0; i < instance->question.need_count; i++) {
        struct team_need *need = &instance->needs[i];
        uint32_t professional = instance_below(instance, 20);
        while (instance_chance(instance, 40) && need->bid_count < 4 &&
               professional < instance->directory.count) {
            instance->bids[i][need->bid_count++] =
                (struct team_bid){professional, 30 + 30 * instance_below(instance, 30),
                                  instance_below(instance, 100000)};
            professional += 1 + instance_below(instance, 9);
        }
        need->bids = instance->bids[i];
    }
}

/* Makes an instance; instance_clear frees it. */
static inline void instance_init(struct instance *instance, const struct instance_shape *shape)
{
    memset(instance, 0, sizeof *instance);
    instance->state = shape->seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
    instance->people = calloc(shape->people_count + 1, sizeof *instance->people);
    instance->rows = calloc(shape->people_count + 1, sizeof *instance->rows);
    assert(instance->people && instance->rows);
    for (size_t from = 0; from < INSTANCE_REGIONS; from++) {
        for (size_t to = 0; to < INSTANCE_REGIONS; to++) {
            size_t apart = from > to ? from - to : to - from;
            instance->distance_km[from * INSTANCE_REGIONS + to] = (uint16_t)(apart * 70);
        }
    }
    for (size_t i = 0; i < shape->people_count; i++) {
        instance_make_person(instance, shape, i);
    }
    instance->directory = (struct team_directory){.professionals = instance->people,
                                                  .count = shape->people_count,
                                                  .distance_km = instance->distance_km,
                                                  .region_count = INSTANCE_REGIONS,
                                                  .week_count = INSTANCE_WEEKS};
    instance_make_question(instance, shape);
    if (shape->tight) {
        instance_make_rates(instance);
        instance_make_bids(instance);
    }
    instance->index = candidate_index_new(INSTANCE_SKILLS, INSTANCE_LICENCES, INSTANCE_REGIONS);
    for (size_t i = 0; i < shape->people_count; i++) {
        candidate_index_put(instance->index, &instance->directory, (uint32_t)i);
    }
    instance->directory.index = instance->index;
}

static inline void instance_clear(struct instance *instance)
{
    candidate_index_destroy(&instance->index);
    free(instance->people);
    free(instance->rows);
}

#endif
