/* SPDX-License-Identifier: MPL-2.0 */
/* Cases come from people and files, so everything is checked; what is made of one goes the way of every
 * request: rows in directories, then question_make. */
#include "case.h"

#include <assert.h>
#include <stdio.h>

#include "runtime/result.h"

enum { WEEKS_PRESET = 8, DAY_MINUTES_PRESET = 480 };

static int refuse_at(const struct case_reader *reader, int code, struct view path,
                     const char *expected)
{
    char text[sizeof reader->refusal->path];
    snprintf(text, sizeof text, "%.*s", (int)path.size, (const char *)path.bytes);
    (void)refusal_set(reader->refusal, code, text, expected);
    return ERR_REFUSED;
}

/* ---- the request ---- */

static struct plan_row plan_of(const struct match_case *given, arena_t *arena)
{
    struct id *path = arena_alloc(arena, (given->path.count + 1) * sizeof *path);
    struct list above = given->path;
    size_t count = 0;
    path[count++] = given->organisation;
    while (list_next_id(&above, &path[count])) {
        count++;
    }
    return (struct plan_row){
        .organisation = given->organisation,
        .path = list_bytes(list_pack_ids(path, count, arena), arena),
        .adverse = list_bytes(given->adverse, arena),
        .region = given->region.size > 0 ? given->region : view_of("x"),
        .language = given->language,
        .deadline = given->deadline,
        .needs = list_bytes(given->needs, arena),
    };
}

/* Needs are 1 to 15, each with an id of its own. */
static int check_needs(const struct match_case *given, const struct case_reader *reader)
{
    struct id ids[TEAM_NEED_MAX];
    struct list list = given->needs;
    struct need need;
    if (list.count == 0) {
        return refuse_at(reader, E_FIELD_COUNT,
                         arena_print(reader->arena, "%s.needs", reader->prefix), "1..15 needs");
    }
    for (size_t count = 0; need_next(&list, &need); count++) {
        for (size_t i = 0; i < count; i++) {
            if (id_equal(ids[i], need.id)) {
                return refuse_at(
                    reader, E_FIELD_FORMAT,
                    arena_print(reader->arena, "%s.needs[%zu].id", reader->prefix, count),
                    "another id than the needs before");
            }
        }
        ids[count] = need.id;
    }
    return OK;
}

/* ---- people, rates and weights of its own ---- */

static struct matcher_settings settings_of(const struct match_weights *weights, int64_t step_max)
{
    int64_t steps = weights->solver_steps;
    return (struct matcher_settings){
        .planning_weeks = weights->planning_weeks > 0 ? weights->planning_weeks : WEEKS_PRESET,
        .default_hourly_cents = weights->hourly_cents,
        .region_step_km = weights->region_step_km,
        .person_cents = weights->person_cents,
        .level_cents = weights->level_cents,
        .delay_day_cents = weights->delay_day_cents,
        .travel_km_cents = weights->travel_km_cents,
        .load_cents = weights->load_cents,
        .continuity_cents = weights->continuity_cents,
        .continuity_months = weights->continuity_months,
        .language_cents = weights->language_cents,
        .day_minutes = weights->day_minutes > 0 ? weights->day_minutes : DAY_MINUTES_PRESET,
        .solver_steps = steps > 0 && steps < step_max ? steps : step_max,
    };
}

static struct professional_row row_of(const struct match_person *person, struct view region,
                                      arena_t *arena)
{
    return (struct professional_row){
        .id = person->id,
        .rev = 1,
        .languages = list_bytes(person->languages, arena),
        .skills = list_bytes(person->skills, arena),
        .licences = list_bytes(person->licences, arena),
        .base_region = person->base_region.size > 0 ? person->base_region : region,
        .regions = list_bytes(person->regions, arena),
        .remote = person->remote,
        .direct = true,
        .weekly_minutes = person->weekly_minutes,
        .open_max = person->open_max,
        .status = PROFESSIONAL_ACTIVE,
    };
}

static void put_links(struct case_room *room, const struct match_person *person)
{
    struct id organisation = room->plan.organisation;
    if (person->conflict) {
        links_put(room->matcher.conflicts, organisation,
                  &(struct link){person->id, person->id, 0, 0});
    }
    if (person->served_on != 0) {
        links_put(room->matcher.served, organisation,
                  &(struct link){person->id, person->id, person->served_on, 0});
    }
}

static int put_person(struct case_room *room, const struct match_person *person, struct view path,
                      const struct case_reader *reader)
{
    people_t *people = room->matcher.people;
    struct professional_row row = row_of(person, room->plan.region, reader->arena);
    if (people_find(people, person->id) != TEAM_NOBODY) {
        return refuse_at(reader, E_FIELD_FORMAT, path, "another id than the people before");
    }
    if (people_check(people, &row) != PEOPLE_FIT) {
        return refuse_at(reader, E_FIELD_COUNT, path,
                         "at most 63 languages and 4096 regions and ways to combine them in all");
    }
    people_put(people, &row);
    people_put_spans(people, person->id, person->spans, 0);
    people_hold(people, person->id, person->held_minutes, person->open_count);
    people_join(people, people_find(people, person->id), person->joining_cents);
    put_links(room, person);
    return OK;
}

static int put_people(struct case_room *room, const struct match_case *given,
                      const struct case_reader *reader)
{
    struct list list = given->people;
    struct match_person person;
    for (size_t i = 0; match_person_next(&list, &person); i++) {
        struct view path = arena_print(reader->arena, "%s.people[%zu].id", reader->prefix, i);
        int result = put_person(room, &person, path, reader);
        if (result != OK) {
            return result;
        }
    }
    return OK;
}

static void put_rates(struct case_room *room, const struct match_case *given)
{
    struct list list = given->rates;
    struct match_rate rate;
    for (uint64_t i = 1; match_rate_next(&list, &rate); i++) {
        struct rate_row row = {.rev = 1,
                               .service = rate.service,
                               .professional = rate.professional,
                               .hourly_cents = rate.hourly_cents};
        memcpy(row.id.bytes, &i, sizeof i);
        rates_put(room->matcher.rates, &row);
    }
}

/* The needs that somebody is not asked for, as places. */
static uint32_t excluded_of(const struct question *question, struct list needs)
{
    uint32_t mask = 0;
    for (struct id need; list_next_id(&needs, &need);) {
        size_t place = question_find(question, need);
        mask |= place == SIZE_MAX ? 0 : 1U << place;
    }
    return mask;
}

static struct team_bid bid_of(const struct question *question, const struct match_bid *bid,
                              size_t place, uint32_t professional)
{
    uint32_t minutes = bid->minutes > 0 ? (uint32_t)bid->minutes : question->needs[place].minutes;
    return (struct team_bid){professional, minutes, bid->amount_cents};
}

/* Bids and exclusions; people stand in the directory in the order of the case. */
static void put_wishes(struct case_room *room, const struct match_case *given, arena_t *arena)
{
    struct question *question = &room->question;
    struct list people = given->people;
    struct match_person person;
    struct team_bid *bids[TEAM_NEED_MAX] = {NULL};
    for (uint32_t position = 0; match_person_next(&people, &person); position++) {
        uint32_t excluded = excluded_of(question, person.excluded);
        if (excluded) {
            question_exclude(question, position, excluded, arena);
        }
        struct match_bid bid;
        while (match_bid_next(&person.bids, &bid)) {
            size_t place = question_find(question, bid.need);
            struct team_need *need = place == SIZE_MAX ? NULL : &question->needs[place];
            if (need && !bids[place]) {
                bids[place] = arena_alloc(arena, given->people.count * sizeof **bids);
                need->bids = bids[place];
            }
            if (need && (need->bid_count == 0 ||
                         need->bids[need->bid_count - 1].professional != position)) {
                bids[place][need->bid_count++] = bid_of(question, &bid, place, position);
            }
        }
    }
}

static int open_own(struct case_room *room, const struct match_case *given,
                    const struct case_reader *reader)
{
    struct matcher *matcher = &room->matcher;
    room->settings = settings_of(&given->weights, matcher->settings->solver_steps);
    room->own = true;
    *matcher = (struct matcher){
        .settings = &room->settings,
        .people = people_new(),
        .conflicts = links_new(),
        .served = links_new(),
        .rates = rates_new(),
        .workspace = matcher->workspace,
    };
    people_configure(matcher->people, &(struct people_rules){
                                          .planning_weeks = room->settings.planning_weeks,
                                          .region_step_km = room->settings.region_step_km,
                                      });
    put_rates(room, given);
    return put_people(room, given, reader);
}

/* ---- both ---- */

static int keep(struct case_room *room, const struct match_case *given,
                const struct case_reader *reader)
{
    struct list list = given->kept;
    struct match_pick pick;
    for (size_t i = 0; match_pick_next(&list, &pick); i++) {
        size_t need = question_find(&room->question, pick.need);
        uint32_t professional = people_find(room->matcher.people, pick.professional);
        if (need == SIZE_MAX || professional == TEAM_NOBODY) {
            return refuse_at(reader, E_NOT_FOUND,
                             arena_print(reader->arena, "%s.kept[%zu]", reader->prefix, i),
                             "a need of the case and one of its people");
        }
        question_keep(&room->question, need, professional);
    }
    return OK;
}

int case_open(struct case_room *room, struct matcher *self, const struct match_case *given,
              int32_t today, const struct case_reader *reader)
{
    *room = (struct case_room){.matcher = *self, .plan = plan_of(given, reader->arena)};
    int result = check_needs(given, reader);
    if (result == OK && (given->people.count > 0 || given->closed)) {
        result = open_own(room, given, reader);
    }
    if (result != OK) {
        return result;
    }
    int32_t day = given->day != 0 ? given->day : today;
    question_make(&room->question, &room->matcher, &room->plan, day, reader->arena);
    if (room->own) {
        room->question.asked.directory_rev = (uint64_t)given->directory;
        put_wishes(room, given, reader->arena);
    }
    result = keep(room, given, reader);
    const struct case_wishes wishes = {.force = given->force, .relax = given->relax};
    return result != OK
               ? result
               : case_wish(&room->question, room->matcher.people, &wishes, room->forced, reader);
}

void case_close(struct case_room *room)
{
    if (room->own) {
        rates_destroy(&room->matcher.rates);
        links_destroy(&room->matcher.served);
        links_destroy(&room->matcher.conflicts);
        people_destroy(&room->matcher.people);
    }
}

/* ---- wishes ---- */

static int forbid(struct question *question, const people_t *people, struct list ids,
                  const struct case_reader *reader)
{
    struct id id;
    for (size_t i = 0; list_next_id(&ids, &id); i++) {
        uint32_t professional = people_find(people, id);
        if (professional == TEAM_NOBODY) {
            return refuse_at(reader, E_NOT_FOUND,
                             arena_print(reader->arena, "%s.forbid[%zu]", reader->prefix, i),
                             "a professional who is there");
        }
        question_exclude(question, professional, (1U << question->asked.need_count) - 1,
                         reader->arena);
    }
    return OK;
}

static int force(struct question *question, const people_t *people, struct list ids,
                 uint32_t forced[TEAM_NEED_MAX], const struct case_reader *reader)
{
    struct id id;
    size_t *count = &question->asked.forced_count;
    question->asked.forced = forced;
    for (size_t i = 0; list_next_id(&ids, &id); i++) {
        uint32_t professional = people_find(people, id);
        bool known = professional != TEAM_NOBODY;
        for (size_t other = 0; other < *count; other++) {
            known = known && forced[other] != professional;
        }
        if (!known || *count == TEAM_NEED_MAX) {
            return refuse_at(reader, E_NOT_FOUND,
                             arena_print(reader->arena, "%s.force[%zu]", reader->prefix, i),
                             "a professional who is there, each once");
        }
        forced[(*count)++] = professional;
    }
    return OK;
}

static int relax(struct question *question, struct list wishes, const struct case_reader *reader)
{
    struct relax_wish wish;
    for (size_t i = 0; relax_wish_next(&wishes, &wish); i++) {
        size_t place = question_find(question, wish.need);
        if (place == SIZE_MAX && !id_none(wish.need)) {
            return refuse_at(reader, E_NOT_FOUND,
                             arena_print(reader->arena, "%s.relax[%zu].need", reader->prefix, i),
                             "a need of the request");
        }
        for (size_t need = 0; need < question->asked.need_count; need++) {
            if (place == SIZE_MAX || place == need) {
                question->needs[need].relaxed |=
                    (uint8_t)question_relaxation((enum relaxation_kind)wish.constraint);
            }
        }
    }
    return OK;
}

int case_wish(struct question *question, const people_t *people, const struct case_wishes *wishes,
              uint32_t forced[TEAM_NEED_MAX], const struct case_reader *reader)
{
    int result = forbid(question, people, wishes->forbid, reader);
    if (result == OK) {
        result = force(question, people, wishes->force, forced, reader);
    }
    return result == OK ? relax(question, wishes->relax, reader) : result;
}
