/* SPDX-License-Identifier: MPL-2.0 */
/* A question written down as a case: only what its needs ask for, and only who matters for the answer. */
#include "case.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/chain.h"

enum { PEOPLE_KEPT_MAX = 256, SKILLS_MAX = 32, LICENCES_MAX = 8, RATES_MAX = 2000 };

static const struct team_professional *row_at(const struct question *question, uint32_t position)
{
    return &question->directory->professionals[position];
}

/* ---- one person: words in their own order, for numbers depend on which word came first ---- */

static int compare_words(struct view a, struct view b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = memcmp(a.bytes, b.bytes, size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_skills(const void *left, const void *right)
{
    const struct skill *a = left;
    const struct skill *b = right;
    return compare_words(a->field, b->field);
}

static int compare_licences(const void *left, const void *right)
{
    const struct licence *a = left;
    const struct licence *b = right;
    int order = compare_words(a->kind, b->kind);
    order = order ? order : (a->valid_from > b->valid_from) - (a->valid_from < b->valid_from);
    return order ? order : (a->valid_to > b->valid_to) - (a->valid_to < b->valid_to);
}

static int compare_texts(const void *left, const void *right)
{
    return compare_words(*(const struct view *)left, *(const struct view *)right);
}

static struct list skills_of(const struct matcher *self, const struct question *question,
                             const struct team_professional *row, arena_t *arena)
{
    struct skill skills[SKILLS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < row->skill_count; i++) {
        bool asked = false;
        for (size_t need = 0; need < question->asked.need_count; need++) {
            asked = asked || question->needs[need].field == row->skills[i].field;
        }
        if (asked) {
            skills[count++] = (struct skill){people_field_word(self->people, row->skills[i].field),
                                             row->skills[i].level, 0};
        }
    }
    qsort(skills, count, sizeof *skills, compare_skills);
    return skill_list(skills, count, arena);
}

static struct list licences_of(const struct matcher *self, const struct question *question,
                               const struct team_professional *row, arena_t *arena)
{
    struct licence licences[LICENCES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < row->licence_count; i++) {
        const struct team_licence *licence = &row->licences[i];
        bool asked = false;
        for (size_t need = 0; need < question->asked.need_count; need++) {
            asked = asked || question->needs[need].licence == licence->kind;
        }
        if (asked) {
            licences[count++] = (struct licence){
                .kind = people_licence_word(self->people, licence->kind),
                .valid_to = licence->last_day == INT32_MAX ? 0 : licence->last_day,
                .valid_from = licence->first_day == INT32_MIN ? 0 : licence->first_day,
            };
        }
    }
    qsort(licences, count, sizeof *licences, compare_licences);
    return licence_list(licences, count, arena);
}

static struct list languages_of(const struct matcher *self, const struct question *question,
                                const struct team_professional *row, arena_t *arena)
{
    struct view texts[TEAM_LANGUAGE_MAX];
    uint64_t asked = 0;
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        asked |= question->needs[i].languages | question->needs[i].languages_wished;
    }
    for (uint64_t rest = row->languages & asked; rest; rest &= rest - 1) {
        texts[count++] = people_language_word(self->people, (unsigned)__builtin_ctzll(rest));
    }
    qsort(texts, count, sizeof *texts, compare_texts);
    return list_pack_texts(texts, count, arena);
}

/* Takes the regions of a reach apart: the office's, and the others. */
static void take_reach(struct match_person *person, struct view reach, arena_t *arena)
{
    struct view lines[1 + SKILLS_MAX];
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i < reach.size; i++) {
        if (reach.bytes[i] == '\n') {
            assert(count < sizeof lines / sizeof *lines);
            lines[count++] = (struct view){reach.bytes + start, i - start};
            start = i + 1;
        }
    }
    assert(count > 0);
    person->base_region = lines[0];
    person->regions = list_pack_texts(lines + 1, count - 1, arena);
}

static struct list bids_of(const struct question *question, uint32_t position, arena_t *arena)
{
    struct match_bid bids[TEAM_NEED_MAX];
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        const struct team_need *need = &question->needs[i];
        for (size_t bid = 0; bid < need->bid_count; bid++) {
            if (need->bids[bid].professional == position) {
                bids[count++] = (struct match_bid){
                    .need = question->wanted[i].id,
                    .minutes =
                        need->bids[bid].minutes == need->minutes ? 0 : need->bids[bid].minutes,
                    .amount_cents = need->bids[bid].cents};
            }
        }
    }
    return match_bid_list(bids, count, arena);
}

static struct list excluded_of(const struct question *question, uint32_t position, arena_t *arena)
{
    struct id ids[TEAM_NEED_MAX];
    size_t count = 0;
    uint32_t mask =
        candidate_mark(question->asked.exclusions, question->asked.exclusion_count, position, 0);
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (mask >> i & 1) {
            ids[count++] = question->wanted[i].id;
        }
    }
    return list_pack_ids(ids, count, arena);
}

static int32_t served_on(const struct matcher *self, struct id organisation, struct id professional)
{
    size_t count;
    const struct link *links = links_find(self->served, organisation, &count);
    for (size_t i = 0; i < count; i++) {
        if (id_equal(links[i].professional, professional)) {
            return links[i].from_day;
        }
    }
    return 0;
}

static struct match_person person_of(const struct matcher *self, const struct plan_row *plan,
                                     const struct question *question, uint32_t position,
                                     arena_t *arena)
{
    const struct team_professional *row = row_at(question, position);
    const struct people_capacity capacity = people_capacity(self->people, position);
    struct match_person person = {
        .id = people_id(self->people, position),
        .skills = skills_of(self, question, row, arena),
        .licences = licences_of(self, question, row, arena),
        .languages = languages_of(self, question, row, arena),
        .remote = row->remote,
        .weekly_minutes = capacity.weekly_minutes,
        .spans = capacity_span_list(capacity.spans, capacity.span_count, arena),
        .held_minutes = capacity.held_minutes,
        .open_count = capacity.open_count,
        .open_max = row->open_max == UINT16_MAX ? 0 : row->open_max,
        .joining_cents = row->joining_cents,
        .bids = bids_of(question, position, arena),
        .conflict = candidate_mark(question->asked.conflicts, question->asked.conflict_count,
                                   position, TEAM_NOBODY) != TEAM_NOBODY,
        .excluded = excluded_of(question, position, arena),
    };
    person.served_on = served_on(self, plan->organisation, person.id);
    take_reach(&person, capacity.reach, arena);
    return person;
}

/* ---- the whole ---- */

/* The needs as they were asked for, without the words around them. */
static struct list needs_of(const struct question *question, arena_t *arena)
{
    struct need needs[TEAM_NEED_MAX];
    for (size_t i = 0; i < question->asked.need_count; i++) {
        needs[i] = question->wanted[i];
        needs[i].rule = needs[i].evidence = (struct view){0};
        needs[i].reason = (struct list){0};
        needs[i].suggested_by = (struct id){{0}};
    }
    return need_list(needs, question->asked.need_count, arena);
}

/* Was the service of a need met with a need before. */
static bool is_priced(const struct question *question, size_t need)
{
    for (size_t i = 0; i < need; i++) {
        if (view_equal(question->wanted[i].service, question->wanted[need].service)) {
            return true;
        }
    }
    return false;
}

static struct list rates_of_people(const struct matcher *self, const struct question *question,
                                   const uint32_t *people, size_t people_count, arena_t *arena)
{
    struct match_rate *rates =
        arena_alloc(arena, TEAM_NEED_MAX * (people_count + 1) * sizeof *rates);
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        const struct team_rates *found = question->needs[i].rates;
        struct view service = question->wanted[i].service;
        if (is_priced(question, i)) {
            continue;
        }
        rates[count++] =
            (struct match_rate){.service = service, .hourly_cents = found->cents_per_hour};
        for (size_t who = 0; who < people_count && count < RATES_MAX; who++) {
            uint32_t own = candidate_mark(found->own, found->own_count, people[who], TEAM_NOBODY);
            if (own != TEAM_NOBODY) {
                rates[count++] =
                    (struct match_rate){service, people_id(self->people, people[who]), own, 0};
            }
        }
    }
    return match_rate_list(rates, count, arena);
}

static struct match_weights weights_of(const struct matcher_settings *settings)
{
    return (struct match_weights){
        .person_cents = settings->person_cents,
        .level_cents = settings->level_cents,
        .delay_day_cents = settings->delay_day_cents,
        .travel_km_cents = settings->travel_km_cents,
        .load_cents = settings->load_cents,
        .continuity_cents = settings->continuity_cents,
        .continuity_months = settings->continuity_months,
        .language_cents = settings->language_cents,
        .day_minutes = settings->day_minutes,
        .region_step_km = settings->region_step_km,
        .planning_weeks = settings->planning_weeks,
        .solver_steps = settings->solver_steps,
    };
}

static struct list kept_of(const struct matcher *self, const struct question *question,
                           arena_t *arena)
{
    struct match_pick picks[TEAM_NEED_MAX];
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (question->kept[i] != TEAM_NOBODY) {
            picks[count++] = (struct match_pick){question->wanted[i].id,
                                                 people_id(self->people, question->kept[i]), 0};
        }
    }
    return match_pick_list(picks, count, arena);
}

static struct list forced_of(const struct matcher *self, const struct question *question,
                             arena_t *arena)
{
    struct id ids[TEAM_NEED_MAX];
    for (size_t i = 0; i < question->asked.forced_count; i++) {
        ids[i] = people_id(self->people, question->asked.forced[i]);
    }
    return list_pack_ids(ids, question->asked.forced_count, arena);
}

static struct list relaxed_of(const struct question *question, arena_t *arena)
{
    static const enum team_relaxation kinds[] = {
        [RELAX_LEVEL] = TEAM_RELAX_LEVEL,       [RELAX_MODALITY] = TEAM_RELAX_REMOTE,
        [RELAX_LANGUAGE] = TEAM_RELAX_LANGUAGE, [RELAX_REGION] = TEAM_RELAX_REGION,
        [RELAX_MINUTES] = TEAM_RELAX_MINUTES,
    };
    struct relax_wish wishes[TEAM_RELAXATIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        for (int kind = 0; kind < relaxation_kind_count; kind++) {
            if (question->needs[i].relaxed & kinds[kind]) {
                wishes[count++] = (struct relax_wish){question->wanted[i].id, kind, 0};
            }
        }
    }
    return relax_wish_list(wishes, count, arena);
}

/* The people who matter, in the order of their ids. */
struct people_list {
    uint32_t positions[PEOPLE_KEPT_MAX];
    size_t count;
    bool all;
};

static struct list people_of(const struct matcher *self, const struct plan_row *plan,
                             const struct question *question, const struct people_list *people,
                             arena_t *arena)
{
    struct match_person *persons = arena_alloc(arena, (people->count + 1) * sizeof *persons);
    for (size_t i = 0; i < people->count; i++) {
        persons[i] = person_of(self, plan, question, people->positions[i], arena);
    }
    return match_person_list(persons, people->count, arena);
}

struct match_case case_of(const struct matcher *self, const struct plan_row *plan,
                          const struct question *question, const struct team_answer *answer,
                          arena_t *arena)
{
    struct people_list people;
    people.count = team_list_essentials(self->workspace, answer, PEOPLE_KEPT_MAX, people.positions,
                                        &people.all);
    return (struct match_case){
        .day = question->asked.day,
        .organisation = plan->organisation,
        .region = plan->region,
        .language = plan->language,
        .deadline = plan->deadline,
        .needs = needs_of(question, arena),
        .people = people_of(self, plan, question, &people, arena),
        .rates = rates_of_people(self, question, people.positions, people.count, arena),
        .weights = weights_of(self->settings),
        .kept = kept_of(self, question, arena),
        .force = forced_of(self, question, arena),
        .relax = relaxed_of(question, arena),
        .directory = (int64_t)question->asked.directory_rev,
        .partial = !people.all,
        .closed = true,
    };
}

struct view case_digest(const struct match_case *from, arena_t *arena)
{
    struct digest digest = digest_of(record_pack(&record_match_case, from, arena));
    return arena_copy(arena, (struct view){digest.bytes, sizeof digest.bytes});
}
