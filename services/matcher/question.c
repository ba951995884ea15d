/* SPDX-License-Identifier: MPL-2.0 */
/* Words become numbers, days become windows, links become marks; nothing is decided here. */
#include "question.h"

#include <assert.h>

#include "window.h"

enum { DAYS_PER_WEEK = 7, DAYS_PER_MONTH = 30 };

static enum team_modality modality_of(int modality)
{
    switch ((enum modality)modality) {
    case MODALITY_ONSITE:
        return TEAM_MODALITY_ONSITE;
    case MODALITY_REMOTE:
        return TEAM_MODALITY_REMOTE;
    case MODALITY_EITHER:
    case modality_count:
        break;
    }
    return TEAM_MODALITY_EITHER;
}

/* The last day of work on the request. */
static int32_t last_day_of(const struct matcher *self, const struct plan_row *plan, int32_t today)
{
    if (plan->deadline == 0) {
        return today + (int32_t)self->settings->planning_weeks * DAYS_PER_WEEK - 1;
    }
    return plan->deadline > today ? plan->deadline : today;
}

/* The places of needs named by their ids; those of other requests say nothing. */
static uint16_t mask_of(const struct question *question, struct list ids)
{
    uint32_t mask = 0;
    for (struct id id; list_next_id(&ids, &id);) {
        size_t place = question_find(question, id);
        mask |= place == SIZE_MAX ? 0 : 1U << place;
    }
    return (uint16_t)mask;
}

/* The days of each need: its own, within those of the request, in the order of what comes first. A need
   that is left no day waits beyond the last week that counts, where nobody has time. */
static void make_windows(struct question *question, const struct matcher *self,
                         const struct plan_row *plan, int32_t today)
{
    struct window windows[TEAM_NEED_MAX];
    int32_t last_day = last_day_of(self, plan, today);
    size_t count = question->asked.need_count;
    for (size_t i = 0; i < count; i++) {
        const struct need *wanted = &question->wanted[i];
        int32_t latest = wanted->latest > today ? wanted->latest : today;
        windows[i] = (struct window){
            .first_day = wanted->earliest > today ? wanted->earliest : today,
            .last_day = wanted->latest != 0 && latest < last_day ? latest : last_day,
            .minutes = question->needs[i].minutes,
            .after = mask_of(question, wanted->depends_on),
        };
    }
    window_order(windows, count, self->settings->day_minutes);
    int32_t never = today + TEAM_WEEK_MAX * DAYS_PER_WEEK;
    for (size_t i = 0; i < count; i++) {
        bool some = windows[i].first_day <= windows[i].last_day;
        question->needs[i].first_day = some ? windows[i].first_day : never;
        question->needs[i].last_day = some ? windows[i].last_day : never;
    }
}

/* The languages that must be spoken, and that of the contact, which is worth something if it is another. */
static void ask_languages(struct team_need *need, const people_t *people, const struct need *wanted,
                          struct view of_contact)
{
    uint64_t contact = of_contact.size > 0 ? people_language(people, of_contact) : 0;
    struct list list = wanted->languages;
    for (struct view language; list_next_text(&list, &language);) {
        need->languages |= people_language(people, language);
    }
    need->languages = need->languages ? need->languages : contact;
    need->languages_wished = contact & ~need->languages;
}

static void make_need(struct question *question, struct matcher *self, const struct plan_row *plan,
                      const struct rates_day *day, size_t place)
{
    const struct need *wanted = &question->wanted[place];
    struct team_need *need = &question->needs[place];
    *need = (struct team_need){
        .minutes =
            (uint32_t)(wanted->minutes < TEAM_MINUTES_MAX ? wanted->minutes : TEAM_MINUTES_MAX),
        .field = people_field(self->people, wanted->field),
        .licence = people_licence(self->people, wanted->licence),
        .region =
            people_region(self->people, wanted->region.size > 0 ? wanted->region : plan->region),
        .same_person = mask_of(question, wanted->same_person_as) & (uint16_t) ~(1U << place),
        .not_same_person =
            mask_of(question, wanted->not_same_person_as) & (uint16_t) ~(1U << place),
        .level_min = (uint8_t)wanted->min_level,
        .modality = modality_of(wanted->modality),
        .rates = rates_of(self->rates, wanted->service, day),
    };
    ask_languages(need, self->people, wanted, plan->language);
    memcpy(need->id, wanted->id.bytes, sizeof need->id);
    question->kept[place] = TEAM_NOBODY;
}

static void make_needs(struct question *question, struct matcher *self, const struct plan_row *plan,
                       int32_t today)
{
    const struct rates_day day = {self->people, today, self->settings->default_hourly_cents};
    struct list list = list_of_bytes(plan->needs);
    size_t count = 0;
    assert(list.count <= TEAM_NEED_MAX);
    while (need_next(&list, &question->wanted[count])) {
        count++;
    }
    question->asked.needs = question->needs;
    question->asked.need_count = count;
    question->asked.kept = question->kept;
    for (size_t i = 0; i < count; i++) {
        make_need(question, self, plan, &day, i);
    }
    make_windows(question, self, plan, today);
}

/* What was given up to find the team stays given up for it. */
static void give_up(struct question *question, struct list relaxed)
{
    for (struct relaxation given; relaxation_next(&relaxed, &given);) {
        size_t place = question_find(question, given.need);
        int kind = choice_find(&choices_relaxation_kind, given.constraint);
        if (place != SIZE_MAX && kind >= 0) {
            question->needs[place].relaxed |=
                (uint8_t)question_relaxation((enum relaxation_kind)kind);
        }
    }
}

/* Puts a mark in its place; the first mark of a professional stays, with the bits of later ones. */
static void add_mark(struct team_mark *marks, size_t *count, uint32_t professional, uint32_t value)
{
    size_t place = *count;
    while (place > 0 && marks[place - 1].professional >= professional) {
        place--;
    }
    if (place < *count && marks[place].professional == professional) {
        marks[place].value |= value;
        return;
    }
    memmove(&marks[place + 1], &marks[place], (*count - place) * sizeof *marks);
    marks[place] = (struct team_mark){professional, value};
    (*count)++;
}

/* Whoever may not serve one of these organisations today. */
static void add_conflicts(struct question *question, struct matcher *self,
                          struct list organisations, int32_t today, arena_t *arena)
{
    struct team_question *asked = &question->asked;
    for (struct id organisation; list_next_id(&organisations, &organisation);) {
        size_t count;
        const struct link *links = links_find(self->conflicts, organisation, &count);
        if (count == 0) {
            continue;
        }
        struct team_mark *marks =
            arena_alloc(arena, (asked->conflict_count + count) * sizeof *marks);
        for (size_t i = 0; i < asked->conflict_count; i++) {
            marks[i] = asked->conflicts[i];
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t position = people_find(self->people, links[i].professional);
            bool valid = links[i].from_day <= today &&
                         (links[i].until_day == 0 || today <= links[i].until_day);
            if (valid && position != TEAM_NOBODY) {
                add_mark(marks, &asked->conflict_count, position, 0);
            }
        }
        asked->conflicts = marks;
    }
}

/* Whoever served an adverse party not long ago knows too much. */
static void add_adverse_service(struct question *question, struct matcher *self,
                                struct list adverse, int32_t today, arena_t *arena)
{
    struct team_question *asked = &question->asked;
    for (struct id organisation; list_next_id(&adverse, &organisation);) {
        size_t count;
        const struct link *links = links_find(self->served, organisation, &count);
        struct team_mark *marks =
            arena_alloc(arena, (asked->conflict_count + count + 1) * sizeof *marks);
        for (size_t i = 0; i < asked->conflict_count; i++) {
            marks[i] = asked->conflicts[i];
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t position = people_find(self->people, links[i].professional);
            bool recent =
                (today - links[i].from_day) / DAYS_PER_MONTH < self->settings->adverse_months;
            if (recent && position != TEAM_NOBODY) {
                add_mark(marks, &asked->conflict_count, position, 0);
            }
        }
        asked->conflicts = marks;
    }
}

/* Pairs (need, professional) that were declined or not answered. */
static void add_exclusions(struct question *question, struct matcher *self,
                           const struct plan_row *plan, arena_t *arena)
{
    struct list pairs = list_of_bytes(plan->excluded);
    if (pairs.count == 0) {
        return;
    }
    struct team_mark *marks = arena_alloc(arena, pairs.count * sizeof *marks);
    for (struct id need, professional;
         list_next_id(&pairs, &need) && list_next_id(&pairs, &professional);) {
        size_t place = question_find(question, need);
        uint32_t position = people_find(self->people, professional);
        if (place != SIZE_MAX && position != TEAM_NOBODY) {
            add_mark(marks, &question->asked.exclusion_count, position, 1U << place);
        }
    }
    question->asked.exclusions = marks;
}

/* Who served the organisation before, and how many months ago. */
static void add_history(struct question *question, struct matcher *self,
                        const struct plan_row *plan, int32_t today, arena_t *arena)
{
    size_t count;
    const struct link *links = links_find(self->served, plan->organisation, &count);
    if (count == 0) {
        return;
    }
    struct team_mark *marks = arena_alloc(arena, count * sizeof *marks);
    for (size_t i = 0; i < count; i++) {
        uint32_t position = people_find(self->people, links[i].professional);
        int32_t days = today > links[i].from_day ? today - links[i].from_day : 0;
        if (position != TEAM_NOBODY) {
            add_mark(marks, &question->asked.history_count, position,
                     (uint32_t)days / DAYS_PER_MONTH);
        }
    }
    question->asked.history = marks;
}

static struct team_weights weights_of(const struct matcher_settings *settings)
{
    return (struct team_weights){
        .person_cents = settings->person_cents,
        .level_cents = settings->level_cents,
        .delay_day_cents = settings->delay_day_cents,
        .travel_km_cents = settings->travel_km_cents,
        .load_cents = settings->load_cents,
        .continuity_cents = settings->continuity_cents,
        .continuity_months = settings->continuity_months,
        .language_cents = settings->language_cents,
    };
}

void question_make(struct question *question, struct matcher *self, const struct plan_row *plan,
                   int32_t today, arena_t *arena)
{
    question->asked = (struct team_question){
        .weights = weights_of(self->settings),
        .day = today,
        .step_max = (uint64_t)self->settings->solver_steps,
        .directory_rev = people_state(self->people),
    };
    make_needs(question, self, plan, today);
    give_up(question, list_of_bytes(plan->relaxed));
    add_conflicts(question, self, list_of_bytes(plan->path), today, arena);
    add_conflicts(question, self, list_of_bytes(plan->adverse), today, arena);
    add_adverse_service(question, self, list_of_bytes(plan->adverse), today, arena);
    add_exclusions(question, self, plan, arena);
    add_history(question, self, plan, today, arena);
    question->directory = people_directory(self->people, today);
}

enum team_relaxation question_relaxation(enum relaxation_kind kind)
{
    static const enum team_relaxation relaxations[] = {
        [RELAX_LEVEL] = TEAM_RELAX_LEVEL,       [RELAX_MODALITY] = TEAM_RELAX_REMOTE,
        [RELAX_LANGUAGE] = TEAM_RELAX_LANGUAGE, [RELAX_REGION] = TEAM_RELAX_REGION,
        [RELAX_MINUTES] = TEAM_RELAX_MINUTES,
    };
    return relaxations[kind];
}

size_t question_find(const struct question *question, struct id need)
{
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (id_equal(question->wanted[i].id, need)) {
            return i;
        }
    }
    return SIZE_MAX;
}

void question_keep(struct question *question, size_t need, uint32_t professional)
{
    assert(need < question->asked.need_count);
    question->kept[need] = professional;
}

void question_exclude(struct question *question, uint32_t professional, uint32_t needs,
                      arena_t *arena)
{
    struct team_question *asked = &question->asked;
    struct team_mark *marks = arena_alloc(arena, (asked->exclusion_count + 1) * sizeof *marks);
    for (size_t i = 0; i < asked->exclusion_count; i++) {
        marks[i] = asked->exclusions[i];
    }
    add_mark(marks, &asked->exclusion_count, professional, needs);
    asked->exclusions = marks;
}
