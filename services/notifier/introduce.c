/* SPDX-License-Identifier: MPL-2.0 */
/* Introductions. */
#include "introduce.h"

#include <assert.h>

#include "moment.h"

enum { TEAM_MAX = 15 }; /* as many as the contract allows needs */

/* Who is on the team, each once, and what is to be done. */
struct team {
    struct id people[TEAM_MAX];
    size_t count;
    struct staffed_need needs[TEAM_MAX];
    size_t need_count;
};

static void add_person(struct team *team, struct id person)
{
    for (size_t i = 0; i < team->count; i++) {
        if (id_equal(team->people[i], person)) {
            return;
        }
    }
    team->people[team->count++] = person;
}

static void read_team(struct list needs, struct team *ret_team)
{
    *ret_team = (struct team){0};
    struct staffed_need need;
    while (staffed_need_next(&needs, &need)) {
        assert(ret_team->need_count < TEAM_MAX);
        ret_team->needs[ret_team->need_count++] = need;
        add_person(ret_team, need.professional);
    }
}

void introduce_want(batch_t *batch, const struct call *call,
                    const struct introduction *introduction)
{
    struct team team;
    read_team(introduction->needs, &team);
    letter_want(batch, call, introduction->contact, LETTER_INTRODUCTION_CONTACT);
    for (size_t i = 0; i < team.count; i++) {
        letter_want(batch, call, team.people[i], LETTER_INTRODUCTION_PROFESSIONAL);
    }
}

/* What this person does. */
static struct section list_needs(const struct letter *letter, const struct team *team,
                                 struct id person)
{
    arena_t *arena = batch_arena(letter->batch);
    struct scope *items = arena_alloc(arena, team->need_count * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < team->need_count; i++) {
        const struct staffed_need *need = &team->needs[i];
        if (id_equal(need->professional, person)) {
            struct value *values = arena_alloc(arena, 2 * sizeof *values);
            values[0] = (struct value){"service", letter_service(letter, need->service)};
            values[1] =
                (struct value){"duration", moment_duration(need->minutes, letter->language, arena)};
            items[count++] = (struct scope){.values = values, .value_count = 2};
        }
    }
    return (struct section){"needs", items, count};
}

/* How to reach a person, and what they do: an item of the contact's letter. */
static struct scope present(const struct letter *letter, const struct team *team, struct id person)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value *values = arena_alloc(arena, sizeof *values);
    struct section *sections = arena_alloc(arena, 3 * sizeof *sections);
    values[0] = (struct value){"person", letter_person(letter, person)};
    sections[0] = letter_if_text(letter, "email", letter_email(letter, person));
    sections[1] = letter_if_text(letter, "phone", letter_phone(letter, person));
    sections[2] = list_needs(letter, team, person);
    return (struct scope){values, 1, sections, 3};
}

static void write_to_contact(const struct letter *letter, const struct team *team)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value values[] = {{"organisation", letter_organisation(letter, letter->organisation)}};
    struct scope *items = arena_alloc(arena, team->count * sizeof *items + 1);
    for (size_t i = 0; i < team->count; i++) {
        items[i] = present(letter, team, team->people[i]);
    }
    struct section people = {"people", items, team->count};
    letter_queue(letter, &(struct scope){values, 1, &people, 1});
}

static void write_to_professional(const struct letter *letter, const struct team *team,
                                  struct id contact)
{
    struct value values[] = {
        {"organisation", letter_organisation(letter, letter->organisation)},
        {"contact", letter_person(letter, contact)},
    };
    struct section sections[] = {
        letter_if_text(letter, "email", letter_email(letter, contact)),
        letter_if_text(letter, "phone", letter_phone(letter, contact)),
        list_needs(letter, team, letter->recipient),
    };
    letter_queue(letter, &(struct scope){values, 2, sections, 3});
}

void introduce(struct notifier *self, batch_t *batch, const struct call *call,
               const struct introduction *introduction)
{
    struct team team;
    read_team(introduction->needs, &team);
    struct letter letter = {.self = self,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_INTRODUCTION_CONTACT,
                            .recipient = introduction->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = introduction->request,
                            .organisation = introduction->organisation};
    if (letter_begin(&letter)) {
        write_to_contact(&letter, &team);
    }
    letter.kind = LETTER_INTRODUCTION_PROFESSIONAL;
    letter.recipient_kind = RECIPIENT_PROFESSIONAL;
    for (size_t i = 0; i < team.count; i++) {
        letter.recipient = team.people[i];
        if (letter_begin(&letter)) {
            write_to_professional(&letter, &team, introduction->contact);
        }
    }
}
