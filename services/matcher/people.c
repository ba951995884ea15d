/* SPDX-License-Identifier: MPL-2.0 */
/* One struct per professional beside the solver's arrays; places and bitmaps are made anew when a word is
 * heard for the first time. */
#include "people.h"

#include <assert.h>
#include <stdlib.h>

#include "candidate_index.h"
#include "places.h"
#include "proto/codec.h"
#include "runtime/directory.h"
#include "words.h"

enum {
    DAYS_PER_WEEK = 7,
    SKILLS_MAX = 32,
    LICENCES_MAX = 8,
    WEEKS_MAX = 9,
    LANGUAGE_NOBODY = TEAM_LANGUAGE_MAX - 1, /* stands for every language that nobody works in */
    OPEN_NO_LIMIT = UINT16_MAX,
    WORD_NOBODY = UINT16_MAX - 1, /* field or licence that nobody has */
    LOAD_MAX = 1000000
};

/* One professional: what their row in the directory borrows, and what it is made from. */
struct person {
    struct id id;
    uint32_t position;
    uint32_t reach;
    int64_t rev;
    int64_t weekly_minutes, held_minutes, open_count;
    int64_t spans_rev;
    size_t span_count;
    struct capacity_span spans[PEOPLE_SPANS_MAX]; /* in the order they were put */
    bool active, direct;
    struct team_skill skills[SKILLS_MAX];
    struct team_licence licences[LICENCES_MAX];
    uint32_t free_minutes[WEEKS_MAX];
};

struct people {
    struct people_rules rules;
    directory_t *persons; /* struct person by id */
    struct person **by_position;
    struct team_professional *rows;
    size_t count, room;
    words_t *fields, *licences, *languages;
    places_t *places;
    candidate_index_t *index;
    struct team_directory directory;
    uint64_t state;
    int32_t today; /* first day of week 0 */
    bool stale;    /* the places or the bitmaps must be made anew */
};

people_t *people_new(void)
{
    people_t *people = calloc(1, sizeof *people);
    if (!people) {
        abort();
    }
    people->rules = (struct people_rules){.planning_weeks = 1};
    people->persons = directory_new();
    people->fields = words_new();
    people->licences = words_new();
    people->languages = words_new();
    people->places = places_new();
    people->stale = true;
    return people;
}

void people_destroy(people_t **people_p)
{
    people_t *people = *people_p;
    if (people) {
        directory_destroy(&people->persons);
        words_destroy(&people->fields);
        words_destroy(&people->licences);
        words_destroy(&people->languages);
        places_destroy(&people->places);
        candidate_index_destroy(&people->index);
        free(people->by_position);
        free(people->rows);
        free(people);
        *people_p = NULL;
    }
}

void people_clear(people_t *people)
{
    directory_clear(people->persons);
    words_clear(people->fields);
    words_clear(people->licences);
    words_clear(people->languages);
    places_clear(people->places);
    people->count = people->directory.count = 0;
    people->state = 0;
    people->stale = true;
}

/* ---- one row ---- */

/* A number that tells apart the states of one person; a sum of them tells apart those of all. */
static uint64_t state_of(const struct person *person)
{
    uint64_t parts[6] = {0};
    memcpy(parts, person->id.bytes, sizeof person->id.bytes);
    parts[2] = (uint64_t)person->rev;
    parts[3] = (uint64_t)person->held_minutes;
    parts[4] = (uint64_t)person->open_count;
    parts[5] = (uint64_t)person->spans_rev;
    uint64_t mixed = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        mixed = (mixed ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
        mixed ^= mixed >> 29;
    }
    return mixed;
}

/* Minutes a week as they are on one day: the last span put that holds it decides. */
static int64_t weekly_on(const struct person *person, int32_t day)
{
    for (size_t i = person->span_count; i-- > 0;) {
        if (person->spans[i].from <= day && day <= person->spans[i].to) {
            return person->spans[i].weekly_minutes;
        }
    }
    return person->weekly_minutes;
}

/* What a week has, each of its days giving a seventh of its weekly minutes. */
static int64_t week_minutes(const people_t *people, const struct person *person, int64_t week)
{
    if (person->span_count == 0) {
        return person->weekly_minutes;
    }
    int64_t sum = 0;
    for (int32_t day = 0; day < DAYS_PER_WEEK; day++) {
        sum += weekly_on(person, people->today + (int32_t)week * DAYS_PER_WEEK + day);
    }
    return sum / DAYS_PER_WEEK;
}

static void count_capacity(const people_t *people, struct person *person)
{
    struct team_professional *row = &people->rows[person->position];
    int64_t held = person->held_minutes;
    int64_t capacity = 0;
    for (int64_t week = 0; week < people->rules.planning_weeks; week++) {
        int64_t minutes = week_minutes(people, person, week);
        int64_t taken = held < minutes ? held : minutes;
        person->free_minutes[week] = (uint32_t)(minutes - taken);
        capacity += minutes;
        held -= taken;
    }
    row->capacity_minutes = (uint32_t)capacity;
    row->load_minutes =
        (uint32_t)(person->held_minutes < LOAD_MAX ? person->held_minutes : LOAD_MAX);
    row->open_count =
        (uint16_t)(person->open_count < OPEN_NO_LIMIT ? person->open_count : OPEN_NO_LIMIT - 1);
}

static void apply_rules(const people_t *people, struct person *person)
{
    people->rows[person->position].active =
        person->active && (person->direct || !people->rules.direct_only);
    count_capacity(people, person);
}

/* Keeps skills rising by field; a field named twice counts with its higher level. */
static void add_skill(struct person *person, struct team_professional *row, uint16_t field,
                      uint8_t level)
{
    size_t place = 0;
    while (place < row->skill_count && person->skills[place].field < field) {
        place++;
    }
    if (place < row->skill_count && person->skills[place].field == field) {
        uint8_t *present = &person->skills[place].level;
        *present = level > *present ? level : *present;
        return;
    }
    assert(row->skill_count < SKILLS_MAX);
    memmove(&person->skills[place + 1], &person->skills[place],
            (row->skill_count - place) * sizeof *person->skills);
    person->skills[place] = (struct team_skill){field, level};
    row->skill_count++;
}

/* The number of a word; a new one needs a new row of bits. */
static uint16_t number_of(people_t *people, words_t *words, struct view text)
{
    uint32_t before = words_count(words);
    uint32_t number = words_put(words, text);
    assert(number < WORD_NOBODY);
    people->stale = people->stale || number == before;
    return (uint16_t)number;
}

/* "fr-CA" is spoken by whoever speaks "fr": the first part decides. */
static struct view primary_of(struct view language)
{
    for (size_t i = 0; i < language.size; i++) {
        if (language.bytes[i] == '-') {
            return (struct view){language.bytes, i};
        }
    }
    return language;
}

static void take_words(people_t *people, struct person *person, struct team_professional *row,
                       const struct professional_row *from)
{
    row->skill_count = 0;
    struct list list = list_of_bytes(from->skills);
    for (struct skill skill; skill_next(&list, &skill);) {
        add_skill(person, row, number_of(people, people->fields, skill.field),
                  (uint8_t)skill.level);
    }
    row->licence_count = 0;
    list = list_of_bytes(from->licences);
    for (struct licence licence; licence_next(&list, &licence);) {
        person->licences[row->licence_count++] = (struct team_licence){
            number_of(people, people->licences, licence.kind),
            licence.valid_from ? licence.valid_from : INT32_MIN,
            licence.valid_to ? licence.valid_to : INT32_MAX,
        };
    }
    row->languages = 0;
    list = list_of_bytes(from->languages);
    for (struct view language; list_next_text(&list, &language);) {
        row->languages |= UINT64_C(1) << words_put(people->languages, primary_of(language));
    }
}

static struct person *add_person(people_t *people, struct id id)
{
    if (people->count == people->room) {
        people->room = people->room > 0 ? 2 * people->room : 64;
        people->rows = realloc(people->rows, people->room * sizeof *people->rows);
        people->by_position = realloc(people->by_position, people->room * sizeof(struct person *));
        if (!people->rows || !people->by_position) {
            abort();
        }
    }
    struct person *person = calloc(1, sizeof *person);
    if (!person) {
        abort();
    }
    person->id = id;
    person->position = (uint32_t)people->count++;
    people->by_position[person->position] = person;
    people->rows[person->position] = (struct team_professional){.open_max = OPEN_NO_LIMIT};
    people->directory.professionals = people->rows;
    people->directory.count = people->count;
    return directory_put(people->persons, id, person);
}

enum people_limit people_check(const people_t *people, const struct professional_row *row)
{
    uint32_t count = words_count(people->languages);
    struct list list = list_of_bytes(row->languages);
    for (struct view language; list_next_text(&list, &language);) {
        count += words_find(people->languages, primary_of(language)) == WORD_NONE;
    }
    if (count > LANGUAGE_NOBODY) {
        return PEOPLE_LANGUAGES;
    }
    if (words_count(people->fields) + list_of_bytes(row->skills).count >= WORD_NOBODY ||
        words_count(people->licences) + list_of_bytes(row->licences).count >= WORD_NOBODY) {
        return PEOPLE_WORDS;
    }
    size_t more = 2 + list_of_bytes(row->regions).count; /* their own region, and their reach */
    return places_have_room(people->places, more) ? PEOPLE_FIT : PEOPLE_REGIONS;
}

void people_put(people_t *people, const struct professional_row *from)
{
    struct person *person = directory_find(people->persons, from->id);
    if (person) {
        people->state -= state_of(person);
    } else {
        person = add_person(people, from->id);
    }
    struct team_professional *row = &people->rows[person->position];
    memcpy(row->id, from->id.bytes, sizeof row->id);
    row->skills = person->skills;
    row->licences = person->licences;
    row->free_minutes = person->free_minutes;
    row->remote = from->remote;
    row->open_max =
        (uint16_t)(from->open_max > 0 && from->open_max < OPEN_NO_LIMIT ? from->open_max
                                                                        : OPEN_NO_LIMIT);
    row->travel_max_km = PLACES_REACH_KM;
    take_words(people, person, row, from);
    bool new_place;
    person->reach = places_put_reach(people->places, from->base_region,
                                     list_of_bytes(from->regions), &new_place);
    people->stale = people->stale || new_place;
    person->rev = from->rev;
    person->weekly_minutes = from->weekly_minutes;
    person->active = from->status == PROFESSIONAL_ACTIVE;
    person->direct = from->direct;
    apply_rules(people, person);
    people->state += state_of(person);
    if (!people->stale) {
        row->region = places_of_reach(people->places, person->reach);
        candidate_index_put(people->index, &people->directory, person->position);
    }
}

/* ---- all rows ---- */

/* Places, distances and bitmaps for all words heard so far. */
static void renew(people_t *people)
{
    places_measure(people->places, people->rules.region_step_km);
    candidate_index_destroy(&people->index);
    uint16_t place_count = places_count(people->places);
    people->index = candidate_index_new((uint16_t)words_count(people->fields),
                                        (uint16_t)words_count(people->licences), place_count);
    people->directory.distance_km = places_distances(people->places);
    people->directory.region_count = place_count;
    for (size_t i = 0; i < people->count; i++) {
        people->rows[i].region = places_of_reach(people->places, people->by_position[i]->reach);
        candidate_index_put(people->index, &people->directory, (uint32_t)i);
    }
    people->directory.index = people->index;
    people->stale = false;
}

void people_configure(people_t *people, const struct people_rules *rules)
{
    assert(rules->planning_weeks >= 1 && rules->planning_weeks <= WEEKS_MAX);
    people->rules = *rules;
    for (size_t i = 0; i < people->count; i++) {
        apply_rules(people, people->by_position[i]);
    }
    people->stale = true;
}

void people_hold(people_t *people, struct id professional, int64_t minutes, int64_t open_count)
{
    struct person *person = directory_find(people->persons, professional);
    if (!person) {
        return;
    }
    struct team_professional *row = &people->rows[person->position];
    bool was_open = row->open_count < row->open_max;
    people->state -= state_of(person);
    person->held_minutes += minutes;
    person->open_count += open_count;
    assert(person->held_minutes >= 0 && person->open_count >= 0);
    people->state += state_of(person);
    count_capacity(people, person);
    if (!people->stale && was_open != (row->open_count < row->open_max)) {
        candidate_index_put(people->index, &people->directory, person->position);
    }
}

void people_put_spans(people_t *people, struct id professional, struct list spans, int64_t rev)
{
    struct person *person = directory_find(people->persons, professional);
    if (!person) {
        return;
    }
    people->state -= state_of(person);
    person->span_count = 0;
    person->spans_rev = rev;
    while (person->span_count < PEOPLE_SPANS_MAX &&
           capacity_span_next(&spans, &person->spans[person->span_count])) {
        person->span_count++;
    }
    people->state += state_of(person);
    count_capacity(people, person);
}

void people_join(people_t *people, uint32_t position, int64_t joining_cents)
{
    assert(position < people->count);
    people->rows[position].joining_cents = joining_cents;
}

/* Weeks begin today: what days differ in is counted anew. */
static void turn_day(people_t *people, int32_t today)
{
    people->today = today;
    for (size_t i = 0; i < people->count; i++) {
        if (people->by_position[i]->span_count > 0) {
            count_capacity(people, people->by_position[i]);
        }
    }
}

const struct team_directory *people_directory(people_t *people, int32_t today)
{
    if (people->today != today) {
        turn_day(people, today);
    }
    if (people->stale) {
        renew(people);
    }
    people->directory.first_week_day = today;
    people->directory.week_count = (uint16_t)people->rules.planning_weeks;
    return &people->directory;
}

uint32_t people_find(const people_t *people, struct id professional)
{
    const struct person *person = directory_find(people->persons, professional);
    return person ? person->position : TEAM_NOBODY;
}

struct id people_id(const people_t *people, uint32_t position)
{
    assert(position < people->count);
    return people->by_position[position]->id;
}

size_t people_size(const people_t *people)
{
    return people->count;
}

struct people_capacity people_capacity(const people_t *people, uint32_t position)
{
    assert(position < people->count);
    const struct person *person = people->by_position[position];
    return (struct people_capacity){
        .weekly_minutes = person->weekly_minutes,
        .held_minutes = person->held_minutes,
        .open_count = person->open_count,
        .spans = person->spans,
        .span_count = person->span_count,
        .reach = places_reach_text(people->places, person->reach),
    };
}

struct view people_field_word(const people_t *people, uint16_t field)
{
    return words_text(people->fields, field);
}

struct view people_licence_word(const people_t *people, uint16_t kind)
{
    return words_text(people->licences, kind);
}

struct view people_language_word(const people_t *people, unsigned number)
{
    return words_text(people->languages, number);
}

bool people_is_direct(const people_t *people, uint32_t position)
{
    assert(position < people->count);
    return people->by_position[position]->direct;
}

uint64_t people_state(const people_t *people)
{
    return people->state;
}

uint16_t people_field(const people_t *people, struct view field)
{
    uint32_t number = words_find(people->fields, field);
    return number == WORD_NONE ? WORD_NOBODY : (uint16_t)number;
}

uint16_t people_licence(const people_t *people, struct view kind)
{
    if (kind.size == 0) {
        return TEAM_LICENCE_NONE;
    }
    uint32_t number = words_find(people->licences, kind);
    return number == WORD_NONE ? WORD_NOBODY : (uint16_t)number;
}

uint64_t people_language(const people_t *people, struct view language)
{
    uint32_t number = words_find(people->languages, primary_of(language));
    return UINT64_C(1) << (number == WORD_NONE ? LANGUAGE_NOBODY : number);
}

uint16_t people_region(people_t *people, struct view region)
{
    bool new_place;
    uint16_t place = places_put_region(people->places, region, &new_place);
    people->stale = people->stale || new_place;
    return place;
}
