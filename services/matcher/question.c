/* SPDX-License-Identifier: MPL-2.0 */
/* Words become numbers, days become windows, links become marks; nothing is decided here. */
#include "question.h"

#include <assert.h>

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

/* The last day of the work. */
static int32_t last_day_of(const struct matcher *self, const struct plan_row *plan, int32_t today)
{
    if (plan->deadline == 0) {
        return today + (int32_t)self->settings->planning_weeks * DAYS_PER_WEEK - 1;
    }
    return plan->deadline > today ? plan->deadline : today;
}

static void make_needs(struct question *question, struct matcher *self, const struct plan_row *plan,
                       int32_t today)
{
    const struct rates_day day = {self->people, today, self->settings->default_hourly_cents};
    int32_t last_day = last_day_of(self, plan, today);
    uint64_t languages = people_language(self->people, plan->language);
    uint16_t region = people_region(self->people, plan->region);
    struct list list = list_of_bytes(plan->needs);
    size_t count = 0;
    assert(list.count <= TEAM_NEED_MAX);
    while (need_next(&list, &question->wanted[count])) {
        const struct need *wanted = &question->wanted[count];
        struct team_need *need = &question->needs[count];
        *need = (struct team_need){
            .languages = languages,
            .minutes =
                (uint32_t)(wanted->minutes < TEAM_MINUTES_MAX ? wanted->minutes : TEAM_MINUTES_MAX),
            .first_day = today,
            .last_day = last_day,
            .field = people_field(self->people, wanted->field),
            .licence = people_licence(self->people, wanted->licence),
            .region = region,
            .level_min = (uint8_t)wanted->min_level,
            .modality = modality_of(wanted->modality),
            .rates = rates_of(self->rates, wanted->service, &day),
        };
        memcpy(need->id, wanted->id.bytes, sizeof need->id);
        question->kept[count++] = TEAM_NOBODY;
    }
    question->asked.needs = question->needs;
    question->asked.need_count = count;
    question->asked.kept = question->kept;
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
    add_conflicts(question, self, list_of_bytes(plan->path), today, arena);
    add_conflicts(question, self, list_of_bytes(plan->adverse), today, arena);
    add_exclusions(question, self, plan, arena);
    add_history(question, self, plan, today, arena);
    question->directory = people_directory(self->people, today);
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
